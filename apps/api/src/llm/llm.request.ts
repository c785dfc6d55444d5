/** What a backend is asked, and what it answers. */

export type ChatRole = 'system' | 'user' | 'assistant' | 'tool';

export interface ToolCall {
  id: string;
  name: string;
  /**
   * Parsed arguments. An adapter whose wire format has a string parses it; text that does not parse is kept under
   * `_raw`.
   */
  arguments: Record<string, unknown>;
}

export interface ChatMessage {
  role: ChatRole;
  content: string;
  thinking?: string;
  /** Base64 without a `data:` prefix. */
  images?: string[];
  tool_calls?: ToolCall[];
  /** For `role: tool`: the call that this message answers. */
  tool_call_id?: string;
  tool_name?: string;
  /** Never left out when a conversation is too long for the context. */
  keep?: true;
}

/** Options that change the output. Absent means the backend's own default; adapters never get `null`. */
export interface ChatOptions {
  temperature?: number;
  top_p?: number;
  top_k?: number;
  min_p?: number;
  typical_p?: number;
  seed?: number;
  /** Above 1: tokens that occurred lately become less likely. */
  repeat_penalty?: number;
  /** How many of the last tokens `repeat_penalty` looks at. */
  repeat_last_n?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  /** By token id of the model: added to its logit before sampling. */
  logit_bias?: Record<string, number>;
  /** Longest answer, in tokens. */
  num_predict?: number;
  /** Context length, in tokens (Ollama reloads the model when it changes, so the product always sends the same). */
  num_ctx?: number;
  stop?: string[];
}

export interface ToolDefinition {
  name: string;
  description?: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
  /** The arguments must follow the schema, at a backend that can make them. */
  strict?: true;
}

/** The tool that the model has to call: any of them, or the one of this name. */
export type ToolChoice = 'required' | { name: string };

/** Whether a model thinks before it answers, or how much, where it has levels. */
export type Thinking = boolean | ThinkLevel;
export const THINK_LEVELS = ['minimal', 'low', 'medium', 'high', 'max'] as const;
export type ThinkLevel = (typeof THINK_LEVELS)[number];

/** A text to continue, in place of a conversation. */
export interface TextPrompt {
  prompt: string;
  /** What follows the gap that the model fills, with the marks it was trained with. */
  suffix?: string;
  /**
   * Puts the prompt into the model's template, as Ollama's `generate` does, with these additions. Absent: the text
   * reaches the model as it is.
   */
  templated?: {
    system?: string;
    /** In place of the model's own template. */
    template?: string;
    /** Tokens of the conversation so far, as an earlier answer returned them. */
    context?: number[];
    /** Base64 without a `data:` prefix. */
    images?: string[];
  };
}

export interface ChatRequest {
  /** The backend's own name of the model, e.g. `gemma2:2b`. */
  model: string;
  /** Empty when `text` is set. */
  messages: ChatMessage[];
  /** Only for a backend that `honours` it. */
  text?: TextPrompt;
  options?: ChatOptions;
  tools?: ToolDefinition[];
  tool_choice?: ToolChoice;
  /** `false`: at most one tool call per answer. */
  parallel_tool_calls?: boolean;
  /** `json`, or a JSON Schema the answer must follow. */
  format?: 'json' | Record<string, unknown>;
  /** Unset: the backend decides. */
  think?: Thinking;
  /** Variables for the model's own chat template. */
  template_kwargs?: Record<string, unknown>;
  /** Nothing may be left out: a conversation that does not fit into the context fails. */
  unabridged?: true;
  /** `Done` has to say which of the `stop` texts ended the answer. */
  report_stop?: boolean;
  /** How long the backend keeps the model in memory: seconds, or a Go duration such as `10m`. Ollama only. */
  keep_alive?: number | string;
}

export interface Usage {
  /** Prompt tokens as the backend counted them; 0 when it reported none. */
  input_tokens: number;
  output_tokens: number;
  /** Set when a count is ours, from the length of the text: the backend reported none, or the answer ended early. */
  estimated?: true;
}

/** Milliseconds as the backend measured them; a part it did not report is absent. */
export interface BackendTimings {
  load_ms?: number;
  prompt_ms?: number;
  eval_ms?: number;
}

export type BackendFinish = 'stop' | 'length' | 'tool_calls';

/** Settings that only tune: without them an answer is worse, not another one. */
export const SAMPLING_FIELDS = [
  'options.top_k',
  'options.min_p',
  'options.typical_p',
  'options.repeat_penalty',
  'options.repeat_last_n',
  'options.presence_penalty',
  'options.frequency_penalty',
] as const;

/**
 * Parts of a request that not every backend can carry out itself. `tool_choice` and `parallel_tool_calls` are emulated
 * then; see `chatWithEmulation`.
 */
export const OPTIONAL_FIELDS = [
  'text',
  'text.suffix',
  'text.templated',
  'options.num_ctx',
  ...SAMPLING_FIELDS,
  'options.logit_bias',
  'tool_choice',
  'tools.strict',
  'parallel_tool_calls',
  'template_kwargs',
  'keep_alive',
  'embed.tokens',
] as const;
export type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** An answer as a sequence: any number of parts, then exactly one `done`. */
export type ChatChunk =
  | { type: 'loading' }
  | { type: 'thinking'; text: string }
  | { type: 'text'; text: string }
  /** The text so far was thinking: its end was marked, and its beginning was not. */
  | { type: 'text_was_thinking' }
  | { type: 'tool_calls'; calls: ToolCall[] }
  | Done;

/** The end of an answer. */
export interface Done {
  type: 'done';
  finish_reason: BackendFinish;
  usage: Usage;
  timings: BackendTimings;
  /** The `stop` text that ended it, where the backend says which. */
  stop_sequence?: string;
  /** For `text.templated`: tokens of the conversation including this answer. */
  context?: number[];
}
