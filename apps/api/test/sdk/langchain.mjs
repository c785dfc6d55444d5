// LangChain.js with its OpenAI integration.
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { TOOL, address, apiKey, model, perform, prompt, toolModel } from './program.mjs';

const configuration = { baseURL: `${address}/v1` };
const chat = (name = model) => new ChatOpenAI({ model: name, apiKey, configuration, maxRetries: 0 });

await perform({
  async chat() {
    const { content, usage_metadata } = await chat().invoke(prompt);
    return { text: content, usage: usage_metadata };
  },
  async stream() {
    let text = '';
    for await (const { content } of await chat().stream(prompt)) text += content;
    return { text };
  },
  async tools() {
    const weather = tool(async () => '12 degrees', {
      name: TOOL.name,
      description: TOOL.description,
      schema: TOOL.parameters,
    });
    const { tool_calls } = await chat(toolModel).bindTools([weather]).invoke(prompt);
    return { calls: tool_calls.map(({ name, args }) => [name, args]) };
  },
  async embeddings() {
    const vectors = await new OpenAIEmbeddings({ model: 'nomic-embed-text', apiKey, configuration }).embedDocuments([
      'a',
      'b',
    ]);
    return { vectors: vectors.map(({ length }) => length) };
  },
});
