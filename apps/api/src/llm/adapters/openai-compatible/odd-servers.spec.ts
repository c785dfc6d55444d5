import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatMessage } from '../../llm.port.js';
import { ask, collect } from '../../testing/llm.contract.js';
import { OpenAiCompatibleBackend } from './openai.backend.js';

let server: Server;
let backend: OpenAiCompatibleBackend;
let answer: RequestListener;
/** Bodies of the requests so far. */
let asked: Record<string, unknown>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        const text = Buffer.concat(pieces).toString();
        if (text) asked.push({ path: request.url, ...(JSON.parse(text) as object) });
        answer(request, response);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  asked = [];
  backend = new OpenAiCompatibleBackend(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});
afterEach(() => backend.close());
afterAll(() => server.close());

const EVENTS = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };
const event = (delta: unknown, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}`;
const DONE = 'data: [DONE]\n\n';
const call = (id: string, args: unknown, more: object = {}) => ({
  id,
  type: 'function',
  function: { name: `f_${id}`, arguments: args },
  ...more,
});

const play = (body: string, headers: Record<string, string> = EVENTS) => {
  answer = (_, response) => response.writeHead(200, headers).end(body);
  return collect(backend, ask('any', 'hi'));
};

describe('a server of OpenAI’s kind with habits of its own', () => {
  it('ends with [DONE] and no finish reason', async () => {
    const { text, done, error } = await play(`${event({ content: 'Hi' })}\n\n${DONE}`);
    expect([error, text, done[0]?.finish_reason]).toEqual([undefined, 'Hi', 'stop']);
  });

  it('answers one JSON body although a stream was asked for', async () => {
    const message = { content: 'Hi', reasoning_content: 'Hm', tool_calls: [call('a', '{"x":1}')] };
    const body = {
      choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    };
    const { text, thinking, calls, done } = await play(JSON.stringify(body), JSON_TYPE);
    expect([text, thinking]).toEqual(['Hi', 'Hm']);
    expect(calls).toEqual([{ id: 'a', name: 'f_a', arguments: { x: 1 } }]);
    expect(done[0]).toMatchObject({ finish_reason: 'tool_calls', usage: { input_tokens: 3, output_tokens: 2 } });
  });

  it('answers whole and without a finish reason', async () => {
    const body = { choices: [{ index: 0, message: { content: 'Hi' } }] };
    const { text, error } = await play(JSON.stringify(body), JSON_TYPE);
    expect([error, text]).toEqual([undefined, 'Hi']);
  });

  it('begins an event that never ends: it does not fill our memory', async () => {
    const { code } = await play(`data: [${`\ndata: ${' '.repeat(1_000_000)}[`.repeat(9)}`);
    expect(code).toBe('llm.failed');
  });

  it('sends empty and null events', async () => {
    const empty = ['data:', 'data: null', 'data: {}', event(null)];
    const { text, error } = await play([...empty, event({ content: 'Hi' }), event({}, 'stop'), DONE].join('\n\n'));
    expect([error, text]).toEqual([undefined, 'Hi']);
  });

  it('puts single newlines between events, and each still arrives at once', async () => {
    let rest: (() => void) | undefined;
    answer = (_, response) => {
      response.writeHead(200, EVENTS).write(`${event({ content: 'Hel' })}\n`);
      rest = () => response.end(`${event({ content: 'lo' })}\n${event({}, 'stop')}\n${DONE}`);
    };
    const chunks = backend.chat(ask('any', 'hi'), new AbortController().signal)[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'Hel' });
    rest!();
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'lo' });
    await chunks.return?.(undefined);
  });

  it.each([
    'System message must be at the beginning.',
    'After the optional system message, conversation roles must alternate user/assistant/user/assistant/...',
  ])('has a template that refuses some orders of messages, and is asked in its order from then on: %s', async (why) => {
    answer = (_, response) => {
      const roles = (asked.at(-1)!.messages as { role: string }[]).map(({ role }) => role);
      if (roles.some((role, i) => (role === 'system' && i > 0) || role === roles[i - 1]))
        return void response.writeHead(500, JSON_TYPE).end(JSON.stringify({ error: { message: why } }));
      response.writeHead(200, EVENTS).end(`${event({ content: 'Hi' }, 'stop')}\n\n${DONE}`);
    };
    const messages: ChatMessage[] = [
      { role: 'system', content: 'one' },
      { role: 'system', content: 'two' },
      { role: 'user', content: 'a', images: ['iVBORw0KGgo='] },
      { role: 'user', content: 'b' },
      { role: 'system', content: 'three' },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ];
    for (let i = 0; i < 2; i++) {
      const { text, error } = await collect(backend, { ...ask('any', ''), messages });
      expect([error, text]).toEqual([undefined, 'Hi']);
    }
    expect(asked).toHaveLength(3);
    expect(asked[2]!.messages).toMatchObject([
      { role: 'system', content: 'one\n\ntwo\n\nthree' },
      { role: 'user', content: [{ text: 'a\n\nb' }, { type: 'image_url' }] },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ]);
  });

  it('refuses stream_options, and is asked without them from then on', async () => {
    answer = (_, response) => {
      if ('stream_options' in asked.at(-1)!)
        return void response
          .writeHead(400, JSON_TYPE)
          .end('{"error":{"message":"Unrecognized request argument supplied: stream_options"}}');
      response.writeHead(200, EVENTS).end(`${event({ content: 'Hi' }, 'stop')}\n\n${DONE}`);
    };
    expect((await collect(backend, ask('any', 'hi'))).text).toBe('Hi');
    expect((await collect(backend, ask('any', 'hi'))).text).toBe('Hi');
    expect(asked.map((body) => 'stream_options' in body)).toEqual([true, false, false]);
  });

  it('gives arguments as an object, content as parts, and all parallel calls index 0', async () => {
    const { text, calls } = await play(
      [
        event({
          content: [
            { type: 'text', text: 'He' },
            { type: 'text', text: 'llo' },
          ],
        }),
        event({ tool_calls: [call('a', { x: 1 }, { index: 0 })] }),
        event({ tool_calls: [call('b', '{"y":2}', { index: 0 })] }),
        event({}, 'tool_calls'),
        DONE,
      ].join('\n\n'),
    );
    expect(text).toBe('Hello');
    expect(calls).toEqual([
      { id: 'a', name: 'f_a', arguments: { x: 1 } },
      { id: 'b', name: 'f_b', arguments: { y: 2 } },
    ]);
  });

  it('marks only the end of the reasoning', async () => {
    const { chunks } = await play(
      `${event({ content: 'thoughts</th' })}\n\n${event({ content: 'ink>answer' }, 'stop')}\n\n${DONE}`,
    );
    expect(chunks.filter(({ type }) => type !== 'done')).toEqual([
      { type: 'text', text: 'thoughts' },
      { type: 'text_was_thinking' },
      { type: 'text', text: 'answer' },
    ]);
  });

  it.each([
    ['half an event', 'data: {"choi\n\n'],
    ['no JSON', 'data: oops\n\n'],
    ['nothing', ''],
    ['a page', '<html>'],
  ])('sends %s: the answer ended early, and that is no fault of ours', async (_, body) => {
    expect((await play(body)).code).toBe('llm.ended-early');
  });

  it('says "Not Found" of a path, which is no word about a model', async () => {
    answer = (_, response) => response.writeHead(404, JSON_TYPE).end('{"detail":"Not Found"}');
    expect((await collect(backend, ask('any', 'hi'))).code).toBe('llm.unavailable');
    answer = (_, response) =>
      response.writeHead(404, JSON_TYPE).end('{"error":{"message":"The model `any` does not exist."}}');
    expect((await collect(backend, ask('any', 'hi'))).code).toBe('model.not-pulled');
  });
});

describe('what kind of server it is', () => {
  const known: Record<string, object> = {};
  beforeEach(() => {
    for (const path of Object.keys(known)) delete known[path];
    known['/v1/models'] = { object: 'list', data: [{ id: 'm', object: 'model' }] };
    answer = ({ url }, response) => {
      const body = known[url!];
      if (body) response.writeHead(200, JSON_TYPE).end(JSON.stringify(body));
      else response.writeHead(404, JSON_TYPE).end('{"detail":"Not Found"}');
    };
  });
  const count = () =>
    backend.countTokens(
      { ...ask('m', 'hi'), tools: [{ name: 'f', parameters: { type: 'object' } }] },
      new AbortController().signal,
    );

  it('llama.cpp: context, abilities and tokenizer', async () => {
    known['/props'] = {
      default_generation_settings: { n_ctx: 8192 },
      chat_template: '{% if tools %}…{% endif %}{% if enable_thinking %}<think>{% endif %}',
      modalities: { vision: true },
      build_info: 'b6102-abc',
    };
    known['/apply-template'] = { prompt: '<|user|>hi' };
    known['/tokenize'] = { tokens: [1, 2, 3, 4, 5] };
    expect(await backend.models()).toMatchObject([
      { name: 'm', context_window: 8192, capabilities: ['completion', 'tools', 'thinking', 'vision'] },
    ]);
    expect(await backend.health()).toEqual({ reachable: true, version: 'llama.cpp b6102-abc' });
    expect(await count()).toBe(5);
    expect(asked).toMatchObject([
      { path: '/apply-template', messages: [{ role: 'user', content: 'hi' }], tools: [{ function: { name: 'f' } }] },
      { path: '/tokenize', content: '<|user|>hi', parse_special: true },
    ]);
  });

  it('vLLM: version and tokenizer', async () => {
    known['/version'] = { version: '0.11.0' };
    known['/tokenize'] = { count: 17, max_model_len: 4096, tokens: [] };
    expect(await backend.health()).toEqual({ reachable: true, version: 'vLLM 0.11.0' });
    expect(await count()).toBe(17);
    expect(asked).toMatchObject([{ path: '/tokenize', model: 'm', messages: [{ role: 'user', content: 'hi' }] }]);
  });

  it('LM Studio: what each model can do, and whether it is in memory', async () => {
    known['/api/v0/models'] = {
      data: [
        {
          id: 'm',
          type: 'vlm',
          state: 'not-loaded',
          max_context_length: 32768,
          capabilities: ['tool_use'],
          quantization: '4bit',
        },
      ],
    };
    expect(await backend.models()).toMatchObject([
      {
        capabilities: ['completion', 'tools', 'vision'],
        loaded: false,
        context_length: 32768,
        context_window: null,
        quantization: '4bit',
      },
    ]);
    expect(await count()).toBeNull();
  });

  it('another: guessed from the name, without a tokenizer', async () => {
    expect(await backend.models()).toMatchObject([{ capabilities: ['completion', 'tools'], loaded: true }]);
    expect(await backend.health()).toEqual({ reachable: true, version: undefined });
    expect(await count()).toBeNull();
  });
});
