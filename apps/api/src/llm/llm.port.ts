/**
 * The port between the product and whatever runs language models. Three adapters stand behind it: `ollama`, `openai`
 * (any OpenAI-compatible server) and `embedded` (llama.cpp in this process). One contract suite runs against all three.
 */

import type { ChatChunk, ChatOptions, ChatRequest, OptionalField } from './llm.request.js';

export * from './llm.request.js';

export type Provider = 'ollama' | 'openai' | 'embedded';

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
  /** As the backend itself lists it, for clients of its protocol: when it was changed, its format and family. */
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
  /** Cuts a text that is too long instead of refusing it; Ollama only. Default: refuse. */
  truncate?: boolean;
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
   * @param heard called whenever anything comes from a server, also what is no part yet, such as half a tool call
   */
  chat(request: ChatRequest, signal: AbortSignal, heard?: () => void): AsyncIterable<ChatChunk>;

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

  /**
   * Changes at once how long a model that is in memory stays there after its last answer; absent when only the backend
   * decides. A model that is not in memory is left alone.
   * @param keepAlive `undefined`: as long as the backend keeps models by default
   * @throws DomainError `model.not-pulled`, `llm.unavailable`
   */
  keep?(name: string, keepAlive: number | string | undefined): Promise<void>;

  /** Unloads a model from memory. @throws DomainError `model.in-use`, `model.not-pulled`, `llm.unavailable` */
  unload?(name: string): Promise<void>;

  /** The disk that holds the models; absent when it cannot be known. */
  room?(): Promise<Room>;

  /**
   * Frees sockets, models, threads. Called at shutdown, or when it is no backend any more.
   * @param gently lets what it is answering come to its end, and takes nothing new
   */
  close(gently?: boolean): Promise<void>;
}
