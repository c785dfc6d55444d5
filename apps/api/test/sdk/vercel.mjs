// The Vercel AI SDK with its provider for OpenAI-compatible servers.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, jsonSchema, streamText, tool } from 'ai';
import { TOOL, address, apiKey, model, perform, prompt, toolModel } from './program.mjs';

const portal = createOpenAICompatible({ name: 'portal', baseURL: `${address}/v1`, apiKey, includeUsage: true });

await perform({
  async chat() {
    const { text, usage, finishReason } = await generateText({ model: portal(model), prompt, maxRetries: 0 });
    return { text, usage: [usage.inputTokens, usage.outputTokens], finish: finishReason };
  },
  async stream() {
    const answer = streamText({ model: portal(model), prompt, maxRetries: 0 });
    let text = '';
    for await (const piece of answer.textStream) text += piece;
    return { text, finish: await answer.finishReason };
  },
  async tools() {
    const tools = { [TOOL.name]: tool({ description: TOOL.description, inputSchema: jsonSchema(TOOL.parameters) }) };
    const { toolCalls } = await generateText({ model: portal(toolModel), prompt, tools, maxRetries: 0 });
    return { calls: toolCalls.map(({ toolName, input }) => [toolName, input]) };
  },
  async embeddings() {
    const { embeddings } = await embedMany({
      model: portal.textEmbeddingModel('nomic-embed-text'),
      values: ['a', 'b'],
      maxRetries: 0,
    });
    return { vectors: embeddings.map(({ length }) => length) };
  },
});
