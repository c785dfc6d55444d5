import type { EmbedRequest, Embeddings } from '../../../../llm/index.js';
import { bodyOf, isInteger, isText, isTexts, optional, refuse, required } from '../fields.js';
import { ignoredFields } from '../field-table.js';
import { EMBEDDING_FIELDS } from './openai-fields.js';

export interface EmbeddingRequest {
  model: string;
  asked: Omit<EmbedRequest, 'model'>;
  base64: boolean;
  ignored: string[];
}

const MAX_INPUTS = 2048;

/** Parses a body of `POST /v1/embeddings`. @throws DomainError `request.invalid` */
export function readEmbedding(raw: unknown): EmbeddingRequest {
  const body = bodyOf(raw);
  const ignored = ignoredFields(body, EMBEDDING_FIELDS);
  const format = optional(body, 'encoding_format', isText, 'float or base64');
  if (format !== undefined && format !== 'float' && format !== 'base64')
    throw refuse('encoding_format', 'must be float or base64');
  return {
    model: required(body, 'model'),
    asked: { input: readInput(body.input), dimensions: optional(body, 'dimensions', isInteger, 'a whole number') },
    base64: format === 'base64',
    ignored,
  };
}

/** Texts, or token ids: one list of them, or several. */
function readInput(given: unknown): EmbedRequest['input'] {
  const input = isText(given) || isTokens(given) ? [given] : given;
  const isRight =
    Array.isArray(input) &&
    input.length > 0 &&
    input.length <= MAX_INPUTS &&
    ((isTexts(input) && !input.includes('')) || input.every(isTokens));
  if (!isRight)
    throw refuse('input', `must be a text or a list of up to ${MAX_INPUTS} texts, none of them empty, or token ids`);
  return input as EmbedRequest['input'];
}

const isTokens = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((token) => isInteger(token) && token >= 0);

/** @param model as the caller wrote it */
export function toEmbeddingList({ vectors, input_tokens }: Embeddings, model: string, base64: boolean): object {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: base64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
  }));
  return { object: 'list', model, data, usage: { prompt_tokens: input_tokens, total_tokens: input_tokens } };
}
