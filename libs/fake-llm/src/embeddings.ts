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

const TOKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+|[\p{L}\p{M}\p{N}]+/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** A part of a word says less than the word. */
const PART_WEIGHT = 0.3;
/** Words that most texts have, by their length: they say little. */
const SHORT_WEIGHT = 0.2;
const directions = new Map<string, Float64Array>();

/** A direction that depends only on the feature. */
function directionOf(feature: string, dimensions: number): Float64Array {
  const key = `${dimensions}:${feature}`;
  let direction = directions.get(key);
  if (!direction) {
    let seed = createHash('sha256').update(feature).digest().readUInt32LE();
    const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
    direction = Float64Array.from({ length: dimensions }, next);
    if (directions.size < 50_000) directions.set(key, direction);
  }
  return direction;
}

/** The sum of the directions of a text's words, of their parts, and of what they mean. */
function meaningOf(text: string, dimensions: number, meanings: string[][]): number[] {
  const sum = new Float64Array(dimensions);
  const add = (feature: string, weight: number) => {
    const direction = directionOf(feature, dimensions);
    for (let at = 0; at < dimensions; at++) sum[at]! += weight * direction[at]!;
  };
  const folded = text.toLowerCase();
  const words = (folded.match(TOKEN) ?? []).flatMap((word) =>
    UNSPACED.test(word)
      ? Array.from({ length: Math.max(word.length - 1, 1) }, (_, at) => word.slice(at, at + 2))
      : word,
  );
  for (const word of words) {
    add(word, word.length < 4 && !UNSPACED.test(word) ? SHORT_WEIGHT : 1);
    if (word.length > 4) for (let at = 0; at + 4 <= word.length; at++) add(word.slice(at, at + 4), PART_WEIGHT);
  }
  for (const group of meanings)
    if (group.some((word) => folded.includes(word.toLowerCase()))) add(`meaning:${group[0]}`, 3);
  // A text without any word has a direction, too.
  add('', 0.5);
  const length = Math.hypot(...sum);
  return Array.from(sum, (value) => value / length);
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
  const one = (text: string) =>
    model.meanings ? meaningOf(text, dimensions, model.meanings) : vectorOf(text, dimensions);
  return { vectors: texts.map(one), tokens: counts.reduce((a, b) => a + b, 0) };
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
