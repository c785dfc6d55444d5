import type { Embeddings } from '../../../../llm/index.js';
import { bodyOf, isInteger, isText, isTexts, optional, refuse, required } from '../fields.js';

export interface EmbeddingRequest {
  model: string;
  input: string[];
  dimensions?: number;
  base64: boolean;
}

const MOST_INPUTS = 2048;

/** Parses a body of `POST /v1/embeddings`. @throws DomainError `request.invalid` */
export function readEmbedding(raw: unknown): EmbeddingRequest {
  const body = bodyOf(raw);
  const input = isText(body.input) ? [body.input] : body.input;
  if (!isTexts(input) || input.length === 0 || input.length > MOST_INPUTS || input.includes(''))
    throw refuse('input', `must be a text or a list of up to ${MOST_INPUTS} texts, none of them empty`);
  return {
    model: required(body, 'model'),
    input,
    dimensions: optional(body, 'dimensions', isInteger, 'a whole number'),
    base64: body.encoding_format === 'base64',
  };
}

export function toEmbeddingList(
  { vectors, input_tokens, model }: Embeddings & { model: string },
  base64: boolean,
): object {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: base64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
  }));
  return { object: 'list', model, data, usage: { prompt_tokens: input_tokens, total_tokens: input_tokens } };
}
