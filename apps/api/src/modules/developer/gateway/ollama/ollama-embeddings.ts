import type { EmbedRequest } from '../../../../llm/index.js';
import { bodyOf, isFlag, isInteger, isText, isTexts, optional, refuse, type Json } from '../fields.js';
import { ignoredFields } from '../field-table.js';
import { EMBED_FIELDS } from './ollama-fields.js';
import { modelOf } from './ollama-request.js';

export interface OllamaEmbedRequest {
  model: string;
  /** No input gives no vector. */
  asked: Omit<EmbedRequest, 'model'>;
  ignored: string[];
}

const MAX_INPUTS = 2048;

/** Parses a body of `POST /api/embed`. @throws DomainError `request.invalid` */
export function readOllamaEmbed(raw: unknown): OllamaEmbedRequest {
  const body = bodyOf(raw);
  const input = body.input ?? [];
  const texts = isText(input) ? [input] : input;
  if (!isTexts(texts) || texts.length > MAX_INPUTS)
    throw refuse('input', `must be a text or a list of up to ${MAX_INPUTS} texts`);
  return request(body, texts);
}

/** Parses a body of the older `POST /api/embeddings`. @throws DomainError `request.invalid` */
export function readOllamaEmbeddings(raw: unknown): OllamaEmbedRequest {
  const body = bodyOf(raw);
  if (!isText(body.prompt)) throw refuse('prompt', 'must be a text');
  return request(body, [body.prompt]);
}

const request = (body: Json, input: string[]): OllamaEmbedRequest => ({
  model: modelOf(body),
  asked: {
    input,
    dimensions: optional(body, 'dimensions', isInteger, 'a whole number'),
    truncate: optional(body, 'truncate', isFlag, 'true or false') ?? true,
  },
  ignored: ignoredFields(body, EMBED_FIELDS),
});
