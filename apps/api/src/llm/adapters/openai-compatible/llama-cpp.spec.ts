import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest } from '../../llm.port.js';
import { ask, collect } from '../../testing/llm.contract.js';
import { OpenAiCompatibleBackend } from './openai.backend.js';

/** A double of llama.cpp's server, as a real one of October 2026 behaved. */
let server: Server;
let backend: OpenAiCompatibleBackend;
let asked: Record<string, unknown>[] = [];
let hasMarksOfGap = true;

/** Its template closes an empty thought where thinking is turned off, and names the tools. */
function rendered({ messages, tools, chat_template_kwargs }: Record<string, unknown>): string {
  const { enable_thinking } = (chat_template_kwargs ?? {}) as { enable_thinking?: boolean };
  const names = ((tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name);
  const turns = (messages as { role: string; content: string }[]).map(({ role, content }) => `<${role}> ${content} `);
  return [...names, ...turns, ...(enable_thinking === false ? ['<think> ', '</think> '] : [])].join('');
}

const tokens = (text: string) => text.split(' ').filter(Boolean);
const sse = (events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

function reply(url: string, body: Record<string, unknown>): { status?: number; body: string } {
  const json = (value: object, status = 200) => ({ status, body: JSON.stringify(value) });
  if (url === '/props')
    return json({ default_generation_settings: { n_ctx: 4096 }, chat_template: '{{tools}}<think>' });
  if (url === '/apply-template') return json({ prompt: rendered(body) });
  if (url === '/tokenize') return json({ tokens: tokens(String(body.content)) });
  if (url === '/v1/chat/completions')
    return {
      body: sse([
        { choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
        { choices: [], usage: { prompt_tokens: tokens(rendered(body)).length, completion_tokens: 2 } },
      ]),
    };
  // It reads no `dimensions`, and a batch bounds an input.
  if (url === '/v1/embeddings' && String(body.input).length > 100)
    return json(
      {
        error: {
          code: 500,
          message:
            'input (2001 tokens) is too large to process. increase the physical batch size (current batch size: 512)',
          type: 'server_error',
        },
      },
      500,
    );
  if (url === '/v1/embeddings')
    return json({ data: [{ index: 0, embedding: [0.6, 0, 0, 0.8] }], usage: { prompt_tokens: 2 } });
  // It has a `suffix` in no place but this one.
  if (url === '/infill' && !hasMarksOfGap)
    return json(
      {
        error: {
          code: 501,
          message: 'Infill is not supported by this model: prefix token is missing. suffix token is missing. ',
          type: 'not_supported_error',
        },
      },
      501,
    );
  if (url === '/infill')
    return {
      body: sse([
        { index: 0, content: 'the ', tokens: [7], stop: false, id_slot: -1, tokens_predicted: 1, tokens_evaluated: 5 },
        { index: 0, content: 'gap', tokens: [8], stop: false, id_slot: -1, tokens_predicted: 2, tokens_evaluated: 5 },
        {
          index: 0,
          content: '',
          tokens: [],
          stop: true,
          stop_type: body.n_predict === 2 ? 'limit' : 'eos',
          stopping_word: '',
          tokens_predicted: 2,
          tokens_evaluated: 5,
          timings: { prompt_ms: 1.5, predicted_ms: 2.5 },
        },
      ]),
    };
  return json({ error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }, 404);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
        asked.push({ path: request.url, ...body });
        const answer = reply(request.url!, body);
        const type = answer.body.startsWith('data:') ? 'text/event-stream' : 'application/json';
        response.writeHead(answer.status ?? 200, { 'content-type': type }).end(answer.body);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  asked = [];
  hasMarksOfGap = true;
  backend = new OpenAiCompatibleBackend(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});
afterEach(() => backend.close());
afterAll(() => server.close());

const tool = { name: 'f', parameters: { type: 'object' } };
it.each<[string, Partial<ChatRequest>]>([
  ['as it is', {}],
  ['with tools', { tools: [tool] }],
  ['without thinking', { think: false }],
  ['with thinking', { think: true }],
  ['with variables of the template', { template_kwargs: { enable_thinking: false } }],
])('a prompt %s counts what its answer is charged for', async (_, more) => {
  const request = ask('tiny', 'hi there', more);
  const { done } = await collect(backend, request);
  expect(await backend.countTokens(request, new AbortController().signal)).toBe(done[0]!.usage.input_tokens);
});

describe('a gap in the middle', () => {
  const gap = (more: Partial<ChatRequest> = {}): ChatRequest => ({
    model: 'tiny',
    messages: [],
    text: { prompt: 'before', suffix: 'after' },
    ...more,
  });

  it('goes to /infill, because /v1/completions drops a suffix without a word', async () => {
    const { text, done } = await collect(backend, gap({ options: { temperature: 0.5, stop: ['x'] } }));
    expect(text).toBe('the gap');
    expect(done).toEqual([
      {
        type: 'done',
        finish_reason: 'stop',
        usage: { input_tokens: 5, output_tokens: 2 },
        timings: { prompt_ms: 1.5, eval_ms: 2.5 },
      },
    ]);
    expect(asked.at(-1)).toMatchObject({
      path: '/infill',
      input_prefix: 'before',
      input_suffix: 'after',
      prompt: '',
      stream: true,
      temperature: 0.5,
      stop: ['x'],
    });
  });

  it('says when the limit ended it', async () => {
    const { done } = await collect(backend, gap({ options: { num_predict: 2 } }));
    expect(done[0]?.finish_reason).toBe('length');
  });

  it('is refused by name where the model has no marks for it', async () => {
    hasMarksOfGap = false;
    const { code, error } = await collect(backend, gap());
    expect([code, (error as DomainError).errors]).toEqual([
      'llm.unsupported',
      [{ pointer: '/suffix', message: expect.any(String) }],
    ]);
  });
});

describe('embeddings', () => {
  const embed = (input: string, dimensions?: number) =>
    backend.embed({ model: 'tiny', input: [input], dimensions }, new AbortController().signal);

  it('are as short as was asked, although the server gives all it has', async () => {
    expect((await embed('a')).vectors).toEqual([[0.6, 0, 0, 0.8]]);
    expect((await embed('a', 3)).vectors).toEqual([[1, 0, 0]]);
    expect((await embed('a', 9)).vectors).toEqual([[0.6, 0, 0, 0.8]]);
  });

  it('of a text that is too long are the caller’s fault, with both figures', async () => {
    await expect(embed('x '.repeat(100))).rejects.toMatchObject({
      code: 'llm.context-exceeded',
      members: { prompt_tokens: 2001, context_tokens: 512 },
    });
  });
});
