import { createHash } from 'node:crypto';
import { TYPE, type Exchange } from './exchange.js';
import type { FakeModel } from './models.js';
import { Refused, type OllamaBody } from './ollama-validation.js';
import type { FakeState } from './state.js';
import { countTokens } from './texts.js';

const UNSUPPORTED = 'This server does not support embeddings. Start it with `--embeddings`';

/** A vector that depends only on the text, normalised unless `raw`. */
function vectorOf(text: string, dimensions: number, normalised = true): number[] {
  const vector = Array.from(
    { length: dimensions },
    (_, i) => createHash('sha256').update(`${i}:${text}`).digest().readInt16LE() / 32_768,
  );
  const length = normalised ? Math.hypot(...vector) : 1;
  return vector.map((value) => value / length);
}

/** @throws Refused for an input of the wrong type, a text longer than the context, or a model without embeddings. */
function embedAll(
  state: FakeState,
  model: FakeModel,
  input: unknown,
  body: OllamaBody,
): { vectors: number[][]; tokens: number } {
  if (
    input != null &&
    typeof input !== 'string' &&
    !(Array.isArray(input) && input.every((text) => typeof text === 'string'))
  ) {
    throw new Refused(400, 'invalid input type');
  }
  const texts = input == null ? [] : ([] as string[]).concat(input as string[]);
  if (!texts.length) return { vectors: [], tokens: 0 };
  if (!state.models.capabilities(model).includes('embedding')) throw new Refused(501, UNSUPPORTED);
  const counts = texts.map((text) => countTokens(text) + 1);
  if (body.truncate === false && counts.some((count) => count > (model.contextLength ?? 2048))) {
    throw new Refused(400, 'the input length exceeds the context length');
  }
  const dimensions = Number(body.dimensions ?? model.embeddingLength ?? 8);
  state.models.touch(model, body.keep_alive);
  return { vectors: texts.map((text) => vectorOf(text, dimensions)), tokens: counts.reduce((a, b) => a + b, 0) };
}

export function embed(state: FakeState, exchange: Exchange, body: OllamaBody): void {
  const model = state.models.find(body.model ?? '');
  if (!model) throw new Refused(404, `model ${JSON.stringify(body.model ?? '')} not found, try pulling it first`);
  const { vectors, tokens } = embedAll(state, model, body.input, body);
  exchange.json(200, {
    model: body.model,
    embeddings: vectors,
    ...(vectors.length ? { total_duration: 269_215_459, load_duration: 260_685_326, prompt_eval_count: tokens } : {}),
  });
}

/** The older route: one text, and a vector that is not normalised. */
export function embeddings(state: FakeState, exchange: Exchange, body: OllamaBody): void {
  const model = state.models.find(body.model ?? '');
  if (!model) throw new Refused(404, `model ${JSON.stringify(body.model ?? '')} not found, try pulling it first`);
  const prompt = String(body.prompt ?? '');
  if (prompt && !state.models.capabilities(model).includes('embedding')) throw new Refused(501, UNSUPPORTED);
  exchange.json(200, { embedding: prompt ? vectorOf(prompt, model.embeddingLength ?? 8, false) : [] });
}

/** OpenAI's `/v1/embeddings`, also as base64 of little-endian floats. */
export function openaiEmbeddings(state: FakeState, exchange: Exchange, body: OllamaBody): void {
  const model = state.models.find(body.model ?? '');
  if (!model) throw new Refused(404, `model ${JSON.stringify(body.model ?? '')} not found, try pulling it first`);
  const { vectors, tokens } = embedAll(state, model, body.input, body);
  const encode = (vector: number[]) =>
    body.encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
  exchange.json(
    200,
    {
      object: 'list',
      data: vectors.map((vector, index) => ({ object: 'embedding', embedding: encode(vector), index })),
      model: body.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    },
    TYPE.folded,
  );
}
