// The pieces that every request or every token passes. Each is made and called as the product does it; what would ask
// the database answers from memory, so only our own code is measured.
import { EventEmitter } from 'node:events';
import { frameOf, END, MODEL, MOST_TOKENS, TEXT, USAGE } from '../gateway/answer.mjs';
import { load, Reflector } from './product.mjs';

const SECRET = 'pk_bench0123456789abcdefghijklmnopqrstuvwxyzABC';
const LIMITS = { requests_per_minute: 100_000, tokens_per_day: 1e9, parallel_runs: 1_000 };
const USER = { id: '01900000-0000-7000-8000-000000000001', username: 'bench', role: 'developer', is_active: true };
const KEY = {
  id: '01900000-0000-7000-8000-000000000002',
  name: 'bench',
  scopes: ['chat'],
  model_ids: [],
  limits: { ...LIMITS, allowed_addresses: ['127.0.0.0/8'] },
  is_active: true,
};
const PRINCIPAL = {
  userId: USER.id,
  username: USER.username,
  role: USER.role,
  key: { id: KEY.id, name: KEY.name, scopes: KEY.scopes, modelIds: [], limits: KEY.limits },
};
const MESSAGES = [{ role: 'user', content: 'The quick brown fox jumps over the lazy dog. '.repeat(4) }];
const BODY = { model: MODEL, messages: MESSAGES, max_tokens: 64 };
const REQUEST = { model: MODEL, messages: MESSAGES, options: { num_predict: 64 } };

async function principals() {
  const { PrincipalService } = await load('modules/auth/principal.service');
  const { PrincipalCache } = await load('modules/auth/principal.cache');
  const keys = { findByHash: async () => ({ key: KEY, user: USER }), touch: async () => undefined };
  return new PrincipalService({}, keys, new PrincipalCache(), {});
}

const requestOf = () => ({
  id: '01900000-0000-7000-8000-000000000003',
  ip: '127.0.0.1',
  method: 'POST',
  url: '/v1/chat/completions',
  routeOptions: { url: '/v1/chat/completions' },
  headers: { authorization: `Bearer ${SECRET}`, 'user-agent': 'bench' },
  action: 'openAi.chatCompletions',
});

/** A reply whose client reads at once. */
class Reply {
  raw = Object.assign(new EventEmitter(), {
    destroyed: false,
    writeHead() {},
    flushHeaders() {},
    write: () => true,
    end() {},
  });
  server = { server: SERVER };
  statusCode = 200;
  elapsedTime = 1.5;
  hijack() {}
  getHeaders = () => ({});
  header = () => this;
  headers = () => this;
}
const SERVER = {};

async function* inPieces(pieces) {
  yield* pieces;
}

async function formatOf(reply) {
  const { CompletionFormat } = await load('modules/developer/gateway/openai/openai-reply');
  return new CompletionFormat({ model: MODEL, askedAt: Date.now() }, { kind: 'chat', includeUsage: true, ...reply });
}

/**
 * Name → a function that makes the piece: `run` is called, and does the thing `per` times; 1 when left out.
 * @type {Record<string, () => Promise<{ run: () => unknown, per?: number }>>}
 */
export const PIECES = {
  'parse of a request body (JSON.parse, for comparison)': async () => {
    const text = JSON.stringify(BODY);
    return { run: () => JSON.parse(text) };
  },
  'hash of an API key': async () => {
    const { keyHash } = await load('modules/auth/principal.service');
    return { run: () => keyHash(SECRET) };
  },
  'key → principal, warm': async () => {
    const service = await principals();
    return { run: () => service.fromKey(SECRET) };
  },
  'guard: key, role, scope, address, requests a minute': async () => {
    const { AccessGuard } = await load('modules/auth/access.guard');
    const { ApiKeyLimits } = await load('modules/auth/api-key-limits');
    const { ApiKeyStrategy } = await load('modules/auth/api-key.strategy');
    const { OpenAiController } = await load('modules/developer/gateway/openai/openai.controller');
    new ApiKeyStrategy(await principals());
    const limits = new ApiKeyLimits({ count: async () => ({ allowed: true, remaining: 1, seconds: 30 }) });
    const guard = new AccessGuard(new Reflector(), limits);
    const http = (request, reply) => ({
      switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }),
      getHandler: () => OpenAiController.prototype.chatCompletions,
      getClass: () => OpenAiController,
    });
    const reply = new Reply();
    const canActivate = async () => {
      const request = requestOf();
      await guard.canActivate(http(request, reply));
      if (request.principal?.userId !== USER.id) throw new Error('the guard let nobody in');
    };
    return { run: canActivate };
  },
  'limits of account and key': async () => {
    const { UsageLimits } = await load('modules/usage/usage.limits');
    const used = { requests: 0, tokens: 0 };
    const limits = new UsageLimits({ usedToday: async () => used }, { of: async () => LIMITS });
    return { run: async () => (await limits.enter(PRINCIPAL, 100))() };
  },
  'request → ours (OpenAI)': async () => {
    const { readChatCompletion } = await load('modules/developer/gateway/openai/openai-request');
    return { run: () => readChatCompletion(BODY) };
  },
  'cache key': async () => {
    const { cacheKey } = await load('modules/inference/cache/cache-key');
    return { run: () => cacheKey({ digest: 'sha256:0', request: REQUEST, userId: null }) };
  },
  'answer → OpenAI, whole, with JSON': async () => {
    const { Answer } = await load('modules/inference/answer');
    const answer = new Answer();
    const usage = { input_tokens: USAGE.prompt_tokens, output_tokens: USAGE.completion_tokens };
    answer.add({ type: 'text', text: TEXT });
    answer.add({ type: 'done', finish_reason: 'stop', usage, timings: {} });
    const format = await formatOf();
    return { run: () => JSON.stringify(format.whole([answer])) };
  },
  'decoder of a stream, a frame': async () => {
    const { OpenAiAnswerReader } = await load('llm/adapters/openai-compatible/openai.answer');
    const pieces = Array.from({ length: MOST_TOKENS }, (_, i) => Buffer.from(frameOf(i)));
    pieces.push(Buffer.from(END));
    const run = () => {
      const reader = new OpenAiAnswerReader('bench', () => new Error('bench'));
      for (const piece of pieces) reader.push(piece);
      reader.end();
      const count = reader.parts.filter(({ text }) => text).length;
      if (count !== MOST_TOKENS) throw new Error(`${count} tokens were decoded`);
    };
    return { run, per: MOST_TOKENS };
  },
  'token → frame (OpenAI)': async () => {
    const format = await formatOf();
    return { run: () => format.frames({ type: 'text', text: ' 1000' }, 0) };
  },
  'SSE writer, a frame': async () => {
    const { writeFrames } = await load('common/http/sse');
    const frames = Array.from({ length: MOST_TOKENS }, (_, i) => frameOf(i));
    return { run: () => writeFrames(new Reply(), () => inPieces(frames)), per: MOST_TOKENS };
  },
  'log buffer, a line': async () => {
    const { LogService } = await load('modules/logging/log.service');
    const log = new LogService({ insertMany: async () => undefined }, {}, {});
    const request = Object.assign(requestOf(), {
      principal: PRINCIPAL,
      modelCall: { model: MODEL, parameters: {}, usage: () => ({ input_tokens: 40, output_tokens: 50 }) },
    });
    const reply = new Reply();
    let lines = 0;
    const run = async () => {
      log.record(request, reply);
      if (++lines % 1_000 === 0) await log.flush();
    };
    return { run };
  },
};
