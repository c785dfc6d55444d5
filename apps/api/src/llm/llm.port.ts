/**
 * The port between the product and whatever runs language models. Three adapters stand behind it: `ollama`, `openai`
 * (any OpenAI-compatible server) and `embedded` (llama.cpp in this process). One contract suite runs against all three.
 */

export type Provider = 'ollama' | 'openai' | 'embedded';

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
}

/** Which tool the model must call: any one, or this one. Unset: the model decides. */
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

/**
 * Parts of a request that not every backend can carry out itself. `tool_choice` and `parallel_tool_calls` are emulated
 * then; see `chatWithEmulation`.
 */
export const OPTIONAL_FIELDS = [
  'text',
  'text.suffix',
  'text.templated',
  'options.top_k',
  'options.min_p',
  'options.typical_p',
  'options.repeat_penalty',
  'options.repeat_last_n',
  'options.presence_penalty',
  'options.frequency_penalty',
  'options.logit_bias',
  'tool_choice',
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

export type Capability = 'completion' | 'tools' | 'thinking' | 'vision' | 'embedding' | 'insert';

/** A model as the backend lists it. */
export interface BackendModel {
  name: string;
  /** Content digest; changes when the weights or the template change. Part of the cache key. */
  digest: string;
  size_bytes: number | null;
  /** Longest context in tokens, `null` when the backend does not report it. */
  context_length: number | null;
  /** Context in effect while it is in memory; `null` when the backend does not report it. */
  context_window: number | null;
  capabilities: Capability[];
  parameter_size?: string;
  quantization?: string;
  /** Whether it is in memory now. */
  loaded: boolean;
  /**
   * While it is in memory, if the backend reports it: bytes it occupies, how many of them on the GPU, and when it will
   * be unloaded (ISO).
   */
  memory?: { bytes: number; vram_bytes: number; expires_at: string | null };
  /** As the backend itself lists it, for clients that speak its protocol: when it was changed, its format and family. */
  listing?: { modified_at?: string; details?: Record<string, unknown> };
}

export interface BackendHealth {
  reachable: boolean;
  /** The backend's version, if it reports one. */
  version?: string;
  /** A sentence for the admin when it is unreachable. */
  detail?: string;
}

export interface EmbedRequest {
  model: string;
  /** Texts, or their token ids for a backend that `honours` `embed.tokens`. */
  input: string[] | number[][];
  dimensions?: number;
}

export interface Embeddings {
  /** One vector per input, in the same order. */
  vectors: number[][];
  input_tokens: number;
}

/** Progress of a pull over all layers known so far: totals become known one by one, so `total` may grow. */
export interface PullProgress {
  /** The backend's own status text: `pulling manifest`, `verifying sha256 digest`, `success`. */
  status: string;
  /** Bytes; 0 while nothing is known. */
  completed: number;
  total: number;
}

/** A model file, somewhere on the network. */
export interface ModelSource {
  url: string;
  /** Expected SHA-256 of the whole file, hexadecimal. */
  sha256?: string;
}

/** Bytes of the disk that holds a backend's models. */
export interface Room {
  free_bytes: number;
  total_bytes: number;
}

/** A place where models run. All methods throw `DomainError` and nothing else. */
export interface LlmBackend {
  readonly provider: Provider;
  /** Unique among the configured backends, fit for logs: `ollama@127.0.0.1:11434`. Never contains a secret. */
  readonly id: string;
  /** Name without the address, for everybody: `Ollama`. */
  readonly name: string;
  /** Display name in the start banner and for the admin, e.g. `Ollama at http://127.0.0.1:11434`. */
  readonly label: string;
  /** Whether it runs on this machine and uses its memory. */
  readonly local: boolean;
  /** The optional parts of a request that it carries out. */
  readonly honours: ReadonlySet<OptionalField>;

  health(): Promise<BackendHealth>;

  /** What the backend has now. @throws DomainError `llm.unavailable` */
  models(): Promise<BackendModel[]>;

  /**
   * Answers a conversation. Aborting `signal` closes the connection to the backend (which frees the GPU) and ends the
   * iteration with the signal's reason. A fault before or between parts is thrown from the iteration:
   * `llm.unavailable`, `llm.busy`, `llm.failed`, `llm.ended-early` (the stream stopped without saying it was done),
   * `llm.rejected`, `llm.context-exceeded`, `llm.unsupported`, `llm.out-of-memory`, `model.not-pulled`.
   */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk>;

  /**
   * Tokens of a conversation with its tools, as `chat` would count them; absent when the backend has no tokenizer to
   * ask. Same faults as `chat`.
   * @returns `null` when this server turns out to have none
   */
  countTokens?(request: ChatRequest, signal: AbortSignal): Promise<number | null>;

  /** Vectors for texts; absent when the backend has no embeddings. Same faults as `chat`. */
  embed?(request: EmbedRequest, signal: AbortSignal): Promise<Embeddings>;

  /**
   * Fetches a model from the backend's registry; absent when there is none. Aborting stops the transfer; a later pull
   * resumes it.
   * @throws DomainError `model.not-found` (the registry does not have it), `llm.unavailable`, `llm.failed`,
   * `llm.rejected`
   */
  pull?(name: string, signal: AbortSignal): AsyncIterable<PullProgress>;

  /**
   * Deletes a model and frees its disk space.
   * @throws DomainError `model.not-pulled`, `model.in-use`, `llm.unavailable`, `llm.unsupported`
   */
  remove?(name: string): Promise<void>;

  /**
   * Downloads a model from an address and stores it under this name; absent when the backend keeps no files of its own.
   * Aborting stops the transfer; a later one resumes it.
   * @throws DomainError `pull.source-refused`, `pull.source-failed`, `pull.disk-full`, `pull.wrong-checksum`,
   * `pull.not-a-model`
   */
  download?(name: string, source: ModelSource, signal: AbortSignal): AsyncIterable<PullProgress>;

  /**
   * Checks an address before anything is fetched. Exists together with `download`.
   * @throws DomainError `pull.source-refused`
   */
  admit?(url: string): void;

  /**
   * All that the backend tells about a model, in its own words, for clients that speak its protocol; absent when it
   * tells no more than `models`.
   * @throws DomainError `model.not-pulled`, `llm.unavailable`
   */
  describe?(name: string): Promise<Record<string, unknown>>;

  /** Deletes what an interrupted download left. */
  discard?(name: string): Promise<void>;

  /**
   * Loads a model into memory ahead of the first question; absent when only the backend decides. Same faults as `chat`.
   */
  load?(
    name: string,
    options: Pick<ChatOptions, 'num_ctx'> & Pick<ChatRequest, 'keep_alive'>,
    signal: AbortSignal,
  ): Promise<void>;

  /** Unloads a model from memory. @throws DomainError `model.in-use`, `model.not-pulled`, `llm.unavailable` */
  unload?(name: string): Promise<void>;

  /** The disk that holds the models; absent when it cannot be known. */
  room?(): Promise<Room>;

  /** Frees sockets, models, threads. Called once, at shutdown. */
  close(): Promise<void>;
}
