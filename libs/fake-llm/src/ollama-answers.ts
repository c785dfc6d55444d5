import { randomBytes } from 'node:crypto';
import type { Piece } from './answer.js';
import { TYPE, type Exchange } from './exchange.js';
import { goJson, goTime } from './go-json.js';
import { keepAliveMs, type FakeModel } from './models.js';
import { checkAbilities, checkName, checkShape, fitContext, Refused, type OllamaBody } from './ollama-validation.js';
import { collect, stream, type Outcome, type WireFormat } from './play.js';
import type { FakeToolCall, Scenario } from './scenarios.js';
import { conversation, type FakeState, type WireMessage } from './state.js';

/** The two routes differ in the place of the text and a few extra fields; this type holds the differences. */
interface Route {
  content(piece: { content: string; thinking?: string; calls?: FakeToolCall[] }): Record<string, unknown>;
  /** Further fields of the last line. */
  last: Record<string, unknown>;
}

const callsOf = (calls: FakeToolCall[]) =>
  calls.map((call, index) => ({ id: `call_${randomBytes(4).toString('hex')}`, function: { index, ...call } }));

const chatRoute: Route = {
  content: ({ content, thinking, calls }) => ({
    message: {
      role: 'assistant',
      content,
      ...(thinking ? { thinking } : {}),
      ...(calls?.length ? { tool_calls: callsOf(calls) } : {}),
    },
  }),
  last: {},
};

const generateRoute = (raw: boolean): Route => ({
  content: ({ content, thinking }) => ({ response: content, ...(thinking ? { thinking } : {}) }),
  last: raw ? {} : { context: [259, 345, 343, 329] },
});

export async function chat(state: FakeState, exchange: Exchange, body: OllamaBody): Promise<void> {
  checkShape(body);
  if (!body.model) throw new Refused(400, 'model is required');
  await answer(state, exchange, body, chatRoute, body.messages ?? []);
}

export async function generate(state: FakeState, exchange: Exchange, body: OllamaBody): Promise<void> {
  checkShape(body);
  if (body.raw && (body.template || body.system || body.context)) {
    throw new Refused(400, 'raw mode does not support template, system, or context');
  }
  const messages: WireMessage[] = body.prompt
    ? [{ role: 'user', content: body.prompt, images: body.images as unknown[] | undefined }]
    : [];
  await answer(state, exchange, body, generateRoute(body.raw === true), messages);
}

async function answer(
  state: FakeState,
  exchange: Exchange,
  body: OllamaBody,
  route: Route,
  messages: WireMessage[],
): Promise<void> {
  const name = body.model ?? '';
  checkName(name);
  const { prompt: wholePrompt, tokens, afterTool } = conversation(messages);
  const { scenario, prompt } = state.scenarioFor(name, wholePrompt);
  if (scenario.refusal && messages.length) return refuse(exchange, scenario.refusal);
  const model = state.models.find(name);
  if (!model) throw new Refused(404, `model '${name}' not found`);
  checkAbilities({ ...body, messages }, model, state.models);
  if (body.suffix && !state.models.capabilities(model).includes('insert')) {
    throw new Refused(400, `registry.ollama.ai/library/${model.name}:latest does not support insert`);
  }
  if (!messages.length) return load(state, exchange, body, model, route);
  const promptTokens = fitContext(tokens, body);
  await state.withSlot(model, exchange, async () => {
    const loaded = state.models.touch(model, body.keep_alive, body.options?.num_ctx as number | undefined);
    const stop = body.options?.stop;
    const think = body.think ?? state.models.capabilities(model).includes('thinking');
    const performance = state.performance(
      scenario,
      {
        prompt,
        afterTool,
        stop: stop == null ? [] : ([] as string[]).concat(stop as string[]),
        format: body.format || undefined,
        think,
        formatAfterThinking: think !== false && state.models.capabilities(model).includes('thinking'),
        limit: limitOf(body),
      },
      promptTokens,
      loaded,
    );
    if (body.stream === false) await whole(exchange, body, scenario, route, () => collect(exchange, performance));
    else await stream(exchange, performance, lines(body, scenario, route));
  });
  if (body.keep_alive != null && keepAliveMs(body.keep_alive) === 0) state.models.unload(model);
}

/** num_predict, which Ollama limits to ten times the context. */
function limitOf({ options, shift }: OllamaBody): number {
  const context = Number(options?.num_ctx ?? 4096);
  const requested = Number(options?.num_predict ?? -1);
  const bound = shift === false ? context : 10 * context;
  return requested >= 0 ? Math.min(requested, bound) : bound;
}

function refuse(exchange: Exchange, { status, body }: NonNullable<Scenario['refusal']>): void {
  if (typeof body === 'string') exchange.send(status, TYPE.text, body);
  else exchange.json(status, body, TYPE.folded);
}

/** Without messages the model is only loaded or unloaded. */
function load(state: FakeState, exchange: Exchange, body: OllamaBody, model: FakeModel, route: Route): void {
  const unload = body.keep_alive != null && keepAliveMs(body.keep_alive) === 0;
  if (unload) state.models.unload(model);
  else state.models.touch(model, body.keep_alive, body.options?.num_ctx as number | undefined);
  exchange.json(200, {
    model: body.model,
    created_at: goTime(Date.now()),
    ...route.content({ content: '' }),
    done: true,
    done_reason: unload ? 'unload' : 'load',
  });
}

function metrics({ startedAt, firstAt, endedAt, loaded, promptTokens, outputTokens }: Outcome) {
  // A nanosecond count is never 0, because Go omits a field that is 0.
  const span = (from: number, to: number) => Math.round((to - from) * 1e6) + 352_000;
  return {
    total_duration: span(startedAt, endedAt) + 1_000_000,
    load_duration: loaded ? 256_799_855 : 1_047_877,
    prompt_eval_count: promptTokens || undefined,
    prompt_eval_duration: span(startedAt, firstAt),
    eval_count: outputTokens || undefined,
    eval_duration: span(firstAt, endedAt),
  };
}

function lines(body: OllamaBody, scenario: Scenario, route: Route): WireFormat {
  const line = (content: Parameters<Route['content']>[0], more: Record<string, unknown>) =>
    `${goJson({ model: body.model, created_at: goTime(Date.now()), ...route.content(content), ...more })}\n`;
  let onDone: FakeToolCall[] = [];
  return {
    contentType: TYPE.lines,
    piece: (piece: Piece) => {
      const more = { done: false, ...logprobs(body, piece) };
      if (piece.kind === 'thinking') return line({ content: '', thinking: piece.text }, more);
      if (piece.kind === 'content') return line({ content: piece.text }, more);
      if (scenario.toolCallsOn !== 'done') return line({ content: '', calls: piece.calls }, more);
      onDone = piece.calls;
      return '';
    },
    error: (message) => `${goJson({ error: message })}\n`,
    end: (outcome) => [
      line(
        { content: '', calls: onDone },
        {
          done: true,
          done_reason: outcome.reason,
          ...route.last,
          ...(scenario.missingMetrics ? {} : metrics(outcome)),
        },
      ),
    ],
  };
}

function logprobs(body: OllamaBody, piece: Piece): Record<string, unknown> {
  if (!body.logprobs || piece.kind !== 'content') return {};
  const entry = { token: piece.text, logprob: 0, bytes: [...Buffer.from(piece.text)] };
  return { logprobs: [{ ...entry, top_logprobs: [entry] }] };
}

async function whole(
  exchange: Exchange,
  body: OllamaBody,
  scenario: Scenario,
  route: Route,
  play: () => ReturnType<typeof collect>,
): Promise<void> {
  const { content, thinking, calls, outcome, fault } = await play();
  if (fault?.kind === 'error') return exchange.error(500, fault.message ?? 'the model failed', TYPE.folded);
  const stopped = scenario.doneFalse || fault;
  exchange.json(200, {
    model: body.model,
    created_at: goTime(Date.now()),
    ...route.content({ content, thinking, calls }),
    ...(stopped ? { done: false } : { done: true, done_reason: outcome.reason, ...route.last }),
    ...logprobs(body, { kind: 'content', text: content }),
    ...(scenario.missingMetrics || stopped ? {} : metrics(outcome)),
  });
}
