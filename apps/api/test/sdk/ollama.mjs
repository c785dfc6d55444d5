// Ollama's own package against /ollama.
import { Ollama } from 'ollama';
import { TOOL, address, apiKey, model, perform, prompt, toolModel } from './program.mjs';

const client = new Ollama({ host: `${address}/ollama`, headers: { 'X-API-Key': apiKey } });
const messages = [{ role: 'user', content: prompt }];

await perform({
  async chat() {
    const { message, done_reason, eval_count } = await client.chat({ model, messages });
    return { text: message.content, finish: done_reason, tokens: eval_count };
  },
  async stream() {
    let text = '';
    for await (const { message } of await client.chat({ model, messages, stream: true })) text += message.content;
    return { text };
  },
  async tools() {
    const { message } = await client.chat({
      model: toolModel,
      messages,
      tools: [{ type: 'function', function: TOOL }],
    });
    return { calls: message.tool_calls.map(({ function: { name, arguments: args } }) => [name, args]) };
  },
  async rest() {
    const { models } = await client.list();
    const { embeddings } = await client.embed({ model: 'nomic-embed-text', input: ['a', 'b'] });
    const { response } = await client.generate({ model, prompt: 'Once' });
    const { capabilities } = await client.show({ model });
    return {
      names: models.map(({ name }) => name),
      vectors: embeddings.map(({ length }) => length),
      response,
      capabilities,
    };
  },
  async refused() {
    return client.delete({ model }).then(
      () => ({ error: null }),
      (error) => ({ error: error.message }),
    );
  },
});
