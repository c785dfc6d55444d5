import type { FakeToolCall, Scenario } from './scenarios.js';
import { tokenize } from './texts.js';

/** About one token of an answer. */
export type Piece =
  { kind: 'thinking'; text: string } | { kind: 'content'; text: string } | { kind: 'calls'; calls: FakeToolCall[] };

export interface AnswerRequest {
  /** The last user message. */
  prompt: string;
  think?: boolean | string;
  /** Maximum number of pieces, including thinking. */
  limit?: number;
  stop?: string[];
  /** `json`, or a JSON Schema. */
  format?: unknown;
  /** The format holds only from the end of the thinking on: a model that does not think never gets to it. */
  formatAfterThinking?: boolean;
  /** Whether the conversation ends with a tool's result: a scenario that calls tools then answers with text. */
  afterTool?: boolean;
}

const TOOL_ANSWER = 'It is 22 °C and sunny in Paris.';

/** Yields the pieces of a scenario's answer; returns why it ended. */
export function* pieces(scenario: Scenario, request: AnswerRequest): Generator<Piece, 'stop' | 'length'> {
  let left = Math.min(request.limit ?? Infinity, scenario.limit ?? Infinity);
  for (const piece of unlimited(scenario, request)) {
    if (left-- <= 0) return 'length';
    yield piece;
  }
  return 'stop';
}

function* unlimited(scenario: Scenario, request: AnswerRequest): Generator<Piece> {
  const { thinking, toolCalls } = scenario;
  if (thinking && request.think !== false) for (const text of tokenize(thinking)) yield { kind: 'thinking', text };
  if (toolCalls && !request.afterTool) return yield { kind: 'calls', calls: toolCalls };
  const whole = toolCalls
    ? TOOL_ANSWER
    : typeof scenario.text === 'string'
      ? scenario.text
      : scenario.text(request.prompt);
  const isConstrained = request.format && (thinking || !request.formatAfterThinking);
  const text = cutAt(isConstrained ? JSON.stringify(exampleOf(request.format)) : whole, request.stop ?? []);
  const { pieceChars } = scenario;
  const split = pieceChars ? () => slices(text, pieceChars) : () => tokenize(text);
  do for (const token of split()) yield { kind: 'content', text: token };
  while (scenario.endless && text === whole);
}

function* slices(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/** The text before the first stop sequence. */
function cutAt(text: string, stop: string[]): string {
  const found = stop.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
  return found.length ? text.slice(0, Math.min(...found)) : text;
}

/** The simplest value that a JSON Schema allows, as far as tests need schemas. */
function exampleOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return { answer: 42 };
  const { const: only, anyOf } = schema as { const?: unknown; anyOf?: unknown[] };
  if (only !== undefined) return only;
  if (anyOf) return exampleOf(anyOf[0]);
  const {
    type,
    properties,
    items,
    enum: values,
  } = schema as { type?: string; properties?: Record<string, unknown>; items?: unknown; enum?: unknown[] };
  if (values) return values[0];
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return 42;
  if (type === 'boolean') return true;
  if (type === 'array') return [exampleOf(items)];
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]));
}
