// Anthropic's own package against /v1/messages.
import Anthropic from '@anthropic-ai/sdk';
import { TOOL, address, apiKey, model, perform, prompt, toolModel } from './program.mjs';

const client = new Anthropic({ baseURL: address, apiKey, maxRetries: 0 });
const messages = [{ role: 'user', content: prompt }];
const tools = [{ name: TOOL.name, description: TOOL.description, input_schema: TOOL.parameters }];

await perform({
  async chat() {
    const { content, stop_reason, usage } = await client.messages.create({
      model,
      max_tokens: 200,
      messages,
      system: 'Be brief.',
    });
    return { text: content.map(({ text }) => text).join(''), stop: stop_reason, usage };
  },
  async stream() {
    const stream = client.messages.stream({ model, max_tokens: 200, messages });
    const pieces = [];
    stream.on('text', (piece) => pieces.push(piece));
    const { content, stop_reason, usage } = await stream.finalMessage();
    return { text: pieces.join(''), whole: content.map(({ text }) => text).join(''), stop: stop_reason, usage };
  },
  async tools() {
    const { content, stop_reason } = await client.messages
      .stream({ model: toolModel, max_tokens: 200, messages, tools })
      .finalMessage();
    return {
      calls: content.filter(({ type }) => type === 'tool_use').map(({ name, input }) => [name, input]),
      stop: stop_reason,
    };
  },
  async rest() {
    const { input_tokens } = await client.messages.countTokens({ model, messages });
    const names = [];
    for await (const { id } of client.models.list()) names.push(id);
    const { display_name } = await client.models.retrieve(model);
    return { tokens: input_tokens, names, one: display_name };
  },
  async errors() {
    const failure = (promise) =>
      promise.then(
        () => 'no error',
        (error) => [error.constructor.name, error.status],
      );
    const stranger = new Anthropic({ baseURL: address, apiKey: 'pk_nobody', maxRetries: 0 });
    return {
      model: await failure(client.messages.create({ model: 'no-such-model', max_tokens: 1, messages })),
      key: await failure(stranger.messages.create({ model, max_tokens: 1, messages })),
    };
  },
  async broken() {
    return client.messages
      .stream({ model, max_tokens: 200, messages })
      .finalMessage()
      .then(
        () => ({ error: null }),
        (error) => ({ error: [error.constructor.name, error.message] }),
      );
  },
});
