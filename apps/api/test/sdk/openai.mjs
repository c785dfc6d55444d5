// OpenAI's own package, as its users write it: only the address and the key are ours.
import OpenAI, { toFile } from 'openai';
import { PNG, SCHEMA, TOOL, address, apiKey, model, perform, prompt, toolModel, visionModel } from './program.mjs';

const client = new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
const messages = [{ role: 'user', content: prompt }];

await perform({
  async chat() {
    const { choices, usage, model: answered } = await client.chat.completions.create({ model, messages });
    return { text: choices[0].message.content, finish: choices[0].finish_reason, usage, model: answered };
  },
  async stream() {
    const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
    const pieces = [];
    stream.on('content', (piece) => pieces.push(piece));
    const whole = await stream.finalChatCompletion();
    return {
      text: pieces.join(''),
      pieces: pieces.length,
      whole: whole.choices[0].message.content,
      usage: whole.usage,
    };
  },
  async tools() {
    const tools = [{ type: 'function', function: TOOL }];
    const stream = client.chat.completions.stream({ model: toolModel, messages, tools });
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];
    const plain = await client.chat.completions.create({ model: toolModel, messages, tools });
    return {
      calls: message.tool_calls.map(({ function: { name, arguments: args } }) => [name, JSON.parse(args)]),
      finish: finish_reason,
      plain: plain.choices[0].finish_reason,
    };
  },
  /** A response, its continuation, a streamed one; then all of them are fetched or deleted. */
  async responses() {
    const first = await client.responses.create({ model, input: prompt, instructions: 'Be brief.' });
    const second = await client.responses.create({ model, input: 'And then?', previous_response_id: first.id });
    const stream = client.responses.stream({ model, input: prompt });
    const types = [];
    stream.on('event', ({ type }) => types.push(type));
    const streamed = await stream.finalResponse();
    const kept = await client.responses.retrieve(first.id);
    const { data } = await client.responses.inputItems.list(first.id);
    await client.responses.delete(first.id);
    const gone = await client.responses.retrieve(first.id).catch((error) => [error.constructor.name, error.status]);
    return {
      text: first.output_text,
      usage: first.usage,
      second: [second.output_text, second.previous_response_id === first.id],
      streamed: streamed.output_text,
      types: types.filter((type, i) => type !== types[i - 1]),
      kept: kept.output_text,
      input: data.map(({ content }) => content[0].text),
      gone,
    };
  },
  async responseTools() {
    const tools = [{ type: 'function', ...TOOL, strict: false }];
    const stream = client.responses.stream({ model: toolModel, input: prompt, tools, store: false });
    const { output } = await stream.finalResponse();
    const call = output.find(({ type }) => type === 'function_call');
    const parsed = await client.responses.parse({ model: toolModel, input: prompt, tools, store: false });
    return {
      calls: [[call.name, JSON.parse(call.arguments)]],
      parsed: parsed.output.map(({ type }) => type),
    };
  },
  async structured() {
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: SCHEMA } },
    });
    return { text: choices[0].message.content };
  },
  async image() {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
    ];
    return {
      text: (await client.chat.completions.create({ model: visionModel, messages: [{ role: 'user', content }] }))
        .choices[0].message.content,
    };
  },
  async rest() {
    const names = [];
    for await (const { id } of client.models.list()) names.push(id);
    const one = await client.models.retrieve(model);
    const { data } = await client.embeddings.create({ model: 'nomic-embed-text', input: ['a', 'b'] });
    const { choices } = await client.completions.create({ model, prompt: 'Once' });
    return { names, one: one.id, vectors: data.map(({ embedding }) => embedding.length), completion: choices[0].text };
  },
  async batch() {
    const lines = ['first', 'second'].map((custom_id) => ({
      custom_id,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: custom_id === 'first' ? model : 'no-such-model', messages },
    }));
    const file = await client.files.create({
      file: await toFile(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), 'lines.jsonl'),
      purpose: 'batch',
    });
    let batch = await client.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { night: 'shift' },
    });
    while (!batch.completed_at) batch = await client.batches.retrieve(batch.id);
    const read = async (id) => JSON.parse(await (await client.files.content(id)).text());
    const names = [];
    for await (const { filename } of client.files.list({ limit: 1, order: 'asc' })) names.push(filename);
    const batches = [];
    for await (const { id } of client.batches.list({ limit: 1 })) batches.push(id);
    return {
      file,
      batch,
      output: await read(batch.output_file_id),
      error: await read(batch.error_file_id),
      names,
      listed: batches[0] === batch.id,
      deleted: (await client.files.delete(file.id)).deleted,
    };
  },
  async errors() {
    const failure = (promise) =>
      promise.then(
        () => 'no error',
        (error) => [error.constructor.name, error.status, error.code],
      );
    const stranger = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'pk_nobody', maxRetries: 0 });
    return {
      model: await failure(client.chat.completions.create({ model: 'no-such-model', messages })),
      key: await failure(stranger.models.list()),
      body: await failure(client.chat.completions.create({ model, messages: 'hi' })),
    };
  },
  /** A fault of the backend in the middle has to become an exception, never a short answer. */
  async broken() {
    let text = '';
    try {
      for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true }))
        text += choices[0]?.delta.content ?? '';
      return { text, error: null };
    } catch (error) {
      return { text, error: [error.constructor.name, error.message] };
    }
  },
  async abort() {
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    return {};
  },
});
