import { randomBytes } from 'node:crypto';
import type { Piece } from './answer.js';
import { TYPE, type Exchange } from './exchange.js';
import { goJson } from './go-json.js';
import { withTag } from './models.js';
import { Refused, type OllamaBody } from './ollama-validation.js';
import { collect, stream, type Outcome, type WireFormat } from './play.js';
import type { FakeToolCall, Scenario } from './scenarios.js';
import { conversation, type FakeState } from './state.js';

const ERROR_TYPE: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  503: 'server_error',
};

/** OpenAI's error body. */
export const openaiError = (status: number, message: string) => ({
  error: {
    message,
    type: ERROR_TYPE[status] ?? 'api_error',
    param: null,
    code: status === 401 ? 'invalid_api_key' : null,
  },
});

const CREATED = 1_795_400_729;
const card = (id: string) => ({ id, object: 'model', created: CREATED, owned_by: 'library' });

export function listModels(state: FakeState, exchange: Exchange): void {
  const data = state.models.tags(false).map(({ name }) => card(String(name)));
  // An empty list is null, like Go's nil slice.
  exchange.json(200, { object: 'list', data: data.length ? data : null }, TYPE.folded);
}

export function getModel(state: FakeState, exchange: Exchange, id: string): void {
  if (!state.models.find(id)) throw new Refused(404, `model '${withTag(id)}' not found`, true);
  exchange.json(200, card(id), TYPE.folded);
}

interface Kind {
  id: string;
  object: string;
  chunkObject: string;
}

const chatKind: Kind = { id: 'chatcmpl', object: 'chat.completion', chunkObject: 'chat.completion.chunk' };
const textKind: Kind = { id: 'cmpl', object: 'text_completion', chunkObject: 'text_completion' };

export async function chatCompletions(state: FakeState, exchange: Exchange, body: OllamaBody): Promise<void> {
  if (!Array.isArray(body.messages) || !body.messages.length) throw new Refused(400, "[] is too short - 'messages'");
  await complete(state, exchange, body, chatKind);
}

export async function completions(state: FakeState, exchange: Exchange, body: OllamaBody): Promise<void> {
  const prompt = ([] as string[]).concat((body.prompt as string) ?? '').join('');
  await complete(state, exchange, { ...body, messages: [{ role: 'user', content: prompt }] }, textKind);
}

async function complete(state: FakeState, exchange: Exchange, body: OllamaBody, kind: Kind): Promise<void> {
  const name = body.model ?? '';
  const { prompt: wholePrompt, tokens, afterTool } = conversation(body.messages ?? []);
  const { scenario, prompt } = state.scenarioFor(name, wholePrompt);
  if (scenario.refusal) {
    const { status, body: answer } = scenario.refusal;
    if (typeof answer === 'string') return exchange.send(status, TYPE.text, answer);
    throw new Refused(status, String(answer.error), true);
  }
  const model = state.models.find(name);
  if (!model) throw new Refused(404, `model '${name}' not found`, true);
  const format = body.response_format as { type?: string; json_schema?: { schema?: unknown } } | undefined;
  const limit = (body.max_completion_tokens ?? body.max_tokens) as number | undefined;
  await state.withSlot(model, exchange, async () => {
    const loaded = state.models.touch(model, undefined);
    const performance = state.performance(
      scenario,
      {
        prompt,
        afterTool,
        limit,
        think: body.reasoning_effort !== 'none',
        stop: ([] as string[]).concat((body.stop as string[]) ?? []),
        format:
          format?.type === 'json_schema'
            ? format.json_schema?.schema
            : format?.type === 'json_object'
              ? 'json'
              : undefined,
      },
      tokens.reduce((a, b) => a + b, 0),
      loaded,
    );
    if (body.stream) await stream(exchange, performance, events(body, scenario, kind));
    else await whole(exchange, body, scenario, kind, () => collect(exchange, performance));
  });
}

const usageOf = ({ promptTokens, outputTokens }: Outcome) => ({
  prompt_tokens: promptTokens,
  completion_tokens: outputTokens,
  total_tokens: promptTokens + outputTokens,
});

const envelope = (body: OllamaBody, id: string, object: string) => ({
  id,
  object,
  created: Math.floor(Date.now() / 1000),
  model: body.model,
  system_fingerprint: 'fp_ollama',
});
const newId = (kind: Kind) => `${kind.id}-${randomBytes(6).toString('hex')}`;

function events(body: OllamaBody, scenario: Scenario, kind: Kind): WireFormat {
  const id = newId(kind);
  const event = (choices: unknown[], more: object = {}) =>
    `data: ${goJson({ ...envelope(body, id, kind.chunkObject), choices, ...more })}\n\n`;
  let first = true;
  let called = false;
  const choice = (delta: Record<string, unknown>, finish: string | null) => {
    if (kind === textKind) return { index: 0, text: delta.content ?? '', finish_reason: finish };
    const role = first ? { role: 'assistant' } : {};
    first = false;
    return { index: 0, delta: finish ? {} : { ...role, ...delta }, finish_reason: finish };
  };
  return {
    contentType: TYPE.events,
    piece: (piece: Piece) => {
      if (piece.kind === 'content') return event([choice({ content: piece.text }, null)]);
      if (piece.kind === 'thinking')
        return event([choice({ content: '', [scenario.reasoningKey ?? 'reasoning']: piece.text }, null)]);
      called = true;
      return piece.calls
        .flatMap(callFragments)
        .map((call) => event([choice({ content: '', tool_calls: [call] }, null)]))
        .join('');
    },
    error: (message) => `data: ${goJson(openaiError(500, message))}\n\n`,
    end: (outcome) => [
      event([choice({}, called ? 'tool_calls' : outcome.reason)]),
      ...((body.stream_options as { include_usage?: boolean } | undefined)?.include_usage
        ? [event([], { usage: usageOf(outcome) })]
        : []),
      'data: [DONE]\n\n',
    ],
  };
}

/** A tool call in two chunks, as servers other than Ollama send it: id and name, then the rest of the arguments. */
function callFragments(call: FakeToolCall, index: number) {
  const text = JSON.stringify(call.arguments);
  const half = text.length >> 1;
  return [
    {
      id: `call_${randomBytes(4).toString('hex')}`,
      index,
      type: 'function',
      function: { name: call.name, arguments: text.slice(0, half) },
    },
    { index, function: { arguments: text.slice(half) } },
  ];
}

async function whole(
  exchange: Exchange,
  body: OllamaBody,
  scenario: Scenario,
  kind: Kind,
  play: () => ReturnType<typeof collect>,
): Promise<void> {
  const { content, thinking, calls, outcome, fault } = await play();
  if (fault) throw new Refused(500, fault.message ?? 'the model failed', true);
  const finish_reason = calls.length ? 'tool_calls' : outcome.reason;
  const message = {
    role: 'assistant',
    content,
    ...(thinking ? { [scenario.reasoningKey ?? 'reasoning']: thinking } : {}),
    ...(calls.length
      ? {
          tool_calls: calls.map((call, index) => ({
            id: `call_${randomBytes(4).toString('hex')}`,
            index,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.arguments) },
          })),
        }
      : {}),
  };
  const choice = kind === textKind ? { index: 0, text: content, finish_reason } : { index: 0, message, finish_reason };
  exchange.json(
    200,
    { ...envelope(body, newId(kind), kind.object), choices: [choice], usage: usageOf(outcome) },
    TYPE.folded,
  );
}
