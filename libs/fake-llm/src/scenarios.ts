import {
  ARTICLE,
  HELLO,
  HOSTILE,
  MARKDOWN,
  MULTIBYTE,
  RICH,
  RICH_THOUGHT,
  assistantAnswer,
  ASSISTANT_THOUGHT,
} from './texts.js';

export interface FakeToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** What fails after `after` pieces of the answer. */
export interface Fault {
  after: number;
  kind:
    | 'error' // a line {"error": message}, then the end
    | 'silent-end' // the stream ends without its last line
    | 'reset' // the socket is destroyed
    | 'stall' // nothing more, but the connection stays open
    | 'invalid-utf8' // a line with invalid UTF-8; the answer continues
    | 'content-length' // fewer bytes than the Content-Length header promised
    | 'huge-line'; // nine megabytes without a line break
  message?: string;
}

/** A response in place of a stream: before the first line, with its own status. */
export interface Refusal {
  status: number;
  /** An object is sent as JSON, a string as text. */
  body: Record<string, unknown> | string;
}

/** One step of a pull: a bare status, or progress on a layer. */
export interface PullScript {
  /** Layers as `[first 12 digits of the digest, bytes]`; the first one has `lines` of progress. */
  layers: [digest: string, bytes: number][];
  lines: number;
  /** Fails the pull with this error once this share (0 to 1) of the first layer is downloaded. */
  failAt?: { share: number; message: string };
}

export interface Scenario {
  /** The answer: a text, or a function of the last user message. Split into pieces of one token each. */
  text: string | ((prompt: string) => string);
  /** Reasoning before the answer. Omitted when the request has `think: false`. */
  thinking?: string;
  toolCalls?: FakeToolCall[];
  /** Native models send tool calls on the `done: true` line, Go-template models on a line before it. */
  toolCallsOn?: 'line' | 'done';
  /** Milliseconds before each piece; overrides the server's. */
  delayMs?: number;
  /** Milliseconds before the response begins, as with a queue or a loading model. */
  firstDelayMs?: number;
  endless?: boolean;
  /** Characters of a piece, for answers of many megabytes; default about one token. */
  pieceChars?: number;
  /** Ends the answer after this many pieces, like a length limit. */
  limit?: number;
  /** Every piece waits until a test releases it. */
  gated?: boolean;
  /** Never answers at all. */
  hang?: boolean;
  refusal?: Refusal;
  fault?: Fault;
  /** How lines are spread over writes. */
  writes?: 'half-lines' | 'two-lines' | 'split-characters';
  /** The response to `stream: false` has `done: false`, like Ollama's after it stopped a repetition. */
  doneFalse?: boolean;
  missingMetrics?: boolean;
  /** `/api/tags` and `/api/show` omit capabilities, like old servers. */
  noCapabilities?: boolean;
  /** The key for reasoning in an OpenAI-style delta. */
  reasoningKey?: 'reasoning' | 'reasoning_content';
  pull?: Partial<PullScript>;
}

const NESTED = JSON.stringify({
  error: {
    code: 400,
    message: 'request (6011 tokens) exceeds the available context size (512 tokens), try increasing it',
    type: 'exceed_context_size_error',
    n_prompt_tokens: 6011,
    n_ctx: 512,
  },
});
const RUNNER_GONE = 'an error was encountered while running the model: unexpected EOF';
const THOUGHT = 'The user wants to know what six times seven is. Six sevens are forty-two.';
const ANSWER = 'The answer is **forty-two**.';
const WEATHER: FakeToolCall = { name: 'get_weather', arguments: { city: 'Paris' } };
/** One number per piece, so that tests can see how far an answer got. */
const NUMBERS = Array.from({ length: 1000 }, (_, i) => ` ${i + 1}`).join('');

/** Everything that a backend can do, by name. */
export const SCENARIOS = {
  hello: { text: HELLO },
  assistant: { text: assistantAnswer, thinking: ASSISTANT_THOUGHT },
  echo: { text: (prompt) => prompt },
  markdown: { text: MARKDOWN },
  article: { text: ARTICLE },
  rich: { text: RICH, thinking: RICH_THOUGHT },
  slow: { text: HELLO, delayMs: 200 },
  cutOff: { text: HELLO, limit: 6 },
  endless: { text: NUMBERS, endless: true, delayMs: 2 },
  /** 200 MB as fast as it is read. */
  flood: { text: 'flood '.repeat(10_000), endless: true, delayMs: 0, pieceChars: 60_000, limit: 3_334 },
  // 200 KB of one-token words, which stays below the limit of ten contexts.
  long: { text: `${'Several portals deliver lengthy answers without visible trouble. '.repeat(3080)}The end.` },
  gated: { text: HELLO, gated: true },
  thinking: { text: ANSWER, thinking: THOUGHT },
  reasoningContent: { text: ANSWER, thinking: THOUGHT, reasoningKey: 'reasoning_content' },
  rawThink: { text: `<think>\n${THOUGHT}\n</think>\n\n${ANSWER}` },
  toolCall: { text: '', toolCalls: [WEATHER] },
  toolCallOnDone: {
    text: '',
    toolCalls: [WEATHER, { name: 'get_time', arguments: { zone: 'UTC' } }],
    toolCallsOn: 'done',
  },
  slowFirstToken: { text: HELLO, firstDelayMs: 1500 },
  loading: { text: HELLO, firstDelayMs: 3000 },
  hang: { text: '', hang: true },
  stall: { text: HELLO, fault: { after: 3, kind: 'stall' } },
  errorBeforeFirst: {
    text: '',
    refusal: {
      status: 500,
      body: {
        error:
          'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, ' +
          'check ollama server logs for details',
      },
    },
  },
  oom: {
    text: '',
    refusal: {
      status: 500,
      body: { error: 'model requires more system memory (11.2 GiB) than is available (6.9 GiB)' },
    },
  },
  busy: {
    text: '',
    refusal: { status: 503, body: { error: 'server busy, please try again.  maximum pending requests exceeded' } },
  },
  notFoundJson: { text: '', refusal: { status: 404, body: { error: "model 'gone' not found" } } },
  notFoundText: { text: '', refusal: { status: 404, body: '404 page not found' } },
  nestedError: { text: '', refusal: { status: 400, body: { error: NESTED } } },
  errorMidStream: { text: HELLO, fault: { after: 3, kind: 'error', message: RUNNER_GONE } },
  silentEnd: { text: HELLO, fault: { after: 3, kind: 'silent-end' } },
  reset: { text: HELLO, fault: { after: 3, kind: 'reset' } },
  contentLengthLie: { text: HELLO, fault: { after: 3, kind: 'content-length' } },
  invalidUtf8: { text: HELLO, fault: { after: 3, kind: 'invalid-utf8' } },
  hugeLineNoNewline: { text: HELLO, fault: { after: 3, kind: 'huge-line' } },
  halfLine: { text: HELLO, writes: 'half-lines' },
  twoLinesInOneWrite: { text: HELLO, writes: 'two-lines' },
  splitUtf8: { text: MULTIBYTE, writes: 'split-characters' },
  doneFalse: { text: HELLO, doneFalse: true, fault: { after: 8, kind: 'silent-end' } },
  missingMetrics: { text: HELLO, missingMetrics: true },
  noCapabilities: { text: HELLO, noCapabilities: true },
  xss: { text: HOSTILE },
  pullSlow: { text: HELLO, delayMs: 100, pull: { lines: 50 } },
  pullFails: { text: HELLO, pull: { failAt: { share: 0.5, message: 'max retries exceeded: unexpected EOF' } } },
  pullOffline: {
    text: HELLO,
    pull: {
      failAt: {
        share: 0,
        message:
          'pull model manifest: Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no ' +
          'such host',
      },
    },
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

const BY_SPELLING = new Map<string, Scenario>(
  Object.entries(SCENARIOS).map(([name, scenario]) => [name.toLowerCase(), scenario]),
);

/** Finds a scenario regardless of case and dashes: `raw-think`, `rawthink` and `rawThink` are the same. */
export function findScenario(name: string): Scenario | undefined {
  return BY_SPELLING.get(name.replaceAll('-', '').toLowerCase());
}

/** The complete text with which a scenario answers `prompt`. */
export function scenarioText(name: ScenarioName, prompt = ''): string {
  const { text }: Scenario = SCENARIOS[name];
  return typeof text === 'string' ? text : text(prompt);
}
