import type { DomainError } from './domain-error.js';
import { toOpenAiError } from './openai-error.js';

/** An error in the shape Ollama's clients expect: under `/ollama`, and as the last line of a stream there. */
export const toOllamaError = (error: DomainError): { status: number; body: { error: string } } => ({
  status: toOpenAiError(error).status,
  body: { error: error.detail },
});
