import type { LookupFunction } from 'node:net';
import { EmbeddedBackend, type EmbeddedOptions } from './adapters/embedded/embedded.backend.js';
import { OllamaBackend } from './adapters/ollama/ollama.backend.js';
import { AudioBackend } from './adapters/openai-compatible/audio.backend.js';
import { OpenAiCompatibleBackend } from './adapters/openai-compatible/openai.backend.js';
import type { LlmBackend } from './llm.port.js';

export interface BackendOptions {
  /** Addresses of Ollama servers, e.g. `http://127.0.0.1:11434`. */
  ollama?: string[];
  /** Base address with its version, e.g. `http://127.0.0.1:8080/v1`. */
  openai?: { url: string; apiKey?: string };
  embedded?: EmbeddedOptions;
}

/** The configured backends, in the order in which a model is searched for. Nothing is connected or loaded yet. */
export function createBackends({ ollama = [], openai, embedded }: BackendOptions): LlmBackend[] {
  return [
    ...ollama.map((url) => new OllamaBackend(url)),
    ...(openai ? [new OpenAiCompatibleBackend(openai.url, openai.apiKey)] : []),
    ...(embedded ? [new EmbeddedBackend(embedded)] : []),
  ];
}

/** A backend that is added while the server runs. Nothing is connected yet. */
export const createBackend = (
  provider: 'ollama' | 'openai',
  url: string,
  { apiKey, lookup }: { apiKey?: string; lookup?: LookupFunction },
): LlmBackend =>
  provider === 'ollama' ? new OllamaBackend(url, apiKey, lookup) : new OpenAiCompatibleBackend(url, apiKey, lookup);

/** What reads aloud and writes down; `undefined` without an address. Nothing is connected yet. */
export const createAudioBackend = (url: string | undefined, apiKey: string | undefined): AudioBackend | undefined =>
  url === undefined ? undefined : new AudioBackend(url, apiKey);
