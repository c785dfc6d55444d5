import { matrix, set, type Matrix } from './gguf-writer.js';
import type { ScriptName } from './scripts.js';
import type { ScriptTokens, Vocabulary } from './vocabulary.js';

/**
 * The network is an ordinary one-layer llama; only its numbers are chosen instead of learned. Every dimension of the
 * residual stream has one meaning:
 *
 * - one dimension per script token ("this token is here"): the output matrix turns it into "so that one is next";
 * - `constant`, which every token carries, to have something to build queries and thresholds from;
 * - `keyword[k]` on the tokens that are keywords of script k, `offer` on the token that appears where tools are
 * offered;
 * - `topic[k]` and `offered`, empty at first, written by attention; `begin[k]`, written by the feed-forward net;
 * - the rest holds noise that keeps meaningless tokens apart.
 *
 * Head 0 looks for the most recent keyword. Its queries are the same everywhere and only keywords have a key, so the
 * score depends on nothing but the distance δ, through RoPE: two slow pairs of which one turns twice as fast give
 * 2·cos(x) − sin(2x), x = δ/2048, which falls steadily from 2 to 0 at about 3,200 tokens and stays below that. The
 * softmax is sharp, so the nearest keyword takes all, and its value writes `topic`. The token that opens a user message
 * is a keyword without a topic: it ends the reach of older messages. Head 1 looks for the offer of a tool anywhere.
 *
 * Each working neuron of the feed-forward net is an AND: "an answer starts" and "this is the topic" make `begin[k]`,
 * and for a tool call, "a tool is offered" is a third condition. Without any `begin`, the start of an answer means the
 * introduction.
 */
export const SHAPE = {
  context: 8192,
  embedding: 448,
  headCount: 2,
  headSize: 32,
  feedForward: 32,
  layers: 1,
  /** 16 rotary pairs over this base: pair i turns by 2^-i per token. */
  ropeBase: 65_536,
  epsilon: 1e-6,
} as const;

const { embedding: D, headSize, headCount, feedForward } = SHAPE;

/** Length of a token's embedding: with `constant` 0.6 and its own meaning 0.8, every token has norm 1. */
const CONSTANT = 0.6;
const MEANING = 0.8;
/** RMSNorm multiplies a vector of norm 1 by this. */
const NORM = Math.sqrt(D);
/**
 * Weight of "this one is next" in the output: about 200 logits, so that sampling at any temperature keeps to the
 * script.
 */
const NEXT = 14;
/** Query times key gives 2 per token of distance; larger, and ARM's half-precision dot product would overflow. */
const QUERY = 120;
const KEY = 100;
/** The key of a user turn is weaker by one token of distance: a keyword directly after it wins, one before it loses. */
const USER_TURN_KEY = KEY * (1 - 2 ** -11);

class Layout {
  private used = 0;
  private readonly ofToken = new Map<number, number>();
  readonly constant = this.next();
  readonly offer = this.next();
  readonly offered = this.next();
  readonly userTurn = this.next();
  readonly keyword: number[];
  readonly topic: number[];
  readonly begin: number[];
  readonly noise: number;

  constructor(vocabulary: Vocabulary) {
    const { scripts } = vocabulary;
    this.keyword = scripts.map(() => this.next());
    this.topic = scripts.map(() => this.next());
    this.begin = scripts.map(() => this.next());
    for (const id of new Set(scripts.flatMap(({ ids, afterId }) => [afterId, ...ids])))
      this.ofToken.set(id, this.next());
    this.noise = this.used;
    if (D - this.noise < 16) throw new Error(`the scripts need ${this.used} dimensions, the model has ${D}`);
  }

  /** The dimension that means "this token is here", for tokens that have a successor. */
  of(id: number): number {
    const dimension = this.ofToken.get(id);
    if (dimension === undefined) throw new Error(`token ${id} has no dimension`);
    return dimension;
  }

  has(id: number): boolean {
    return this.ofToken.has(id);
  }

  private next(): number {
    return this.used++;
  }
}

/** Normally distributed pseudo-random numbers, identical in every run. */
function gaussian(): () => number {
  let state = 20_260_101;
  const uniform = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
}

function embeddings(vocabulary: Vocabulary, layout: Layout): Matrix {
  const table = matrix(vocabulary.tokens.length, D);
  const random = gaussian();
  const meaning = new Map<number, number>([[vocabulary.userTurn, layout.userTurn]]);
  vocabulary.scripts.forEach(({ keywordIds }, k) =>
    keywordIds.forEach((id) => meaning.set(id, layout.keyword[k] ?? 0)),
  );
  vocabulary.tokens.forEach((_, id) => {
    set(table, id, layout.constant, CONSTANT);
    const dimension = layout.has(id) ? layout.of(id) : meaning.get(id);
    if (dimension !== undefined) return set(table, id, dimension, MEANING);
    const noise = Array.from({ length: D - layout.noise }, random);
    const length = Math.hypot(...noise);
    noise.forEach((value, i) => set(table, id, layout.noise + i, (MEANING * value) / length));
  });
  // The call's prefix also occurs in the instructions that come with tools: its presence there is the offer.
  set(table, vocabulary.id('||call: '), layout.offer, MEANING);
  return table;
}

const firstOf = (entry: ScriptTokens) => entry.ids[0] ?? 0;

function output(vocabulary: Vocabulary, layout: Layout): Matrix {
  const table = matrix(vocabulary.tokens.length, D);
  vocabulary.scripts.forEach((entry, k) => {
    const { script, ids, afterId } = entry;
    ids.forEach((id, i) => {
      const following = ids[i + 1] ?? (script.endless ? firstOf(entry) : vocabulary.end);
      if (following !== vocabulary.end || script.name !== 'call') set(table, following, layout.of(id), NEXT);
    });
    // Scripts with a neuron wait for it. A call outweighs the text that explains how to get one.
    if (script.keywords || script.name === 'call') {
      set(table, firstOf(entry), layout.begin[k] ?? 0, (script.name === 'call' ? 3 : 1) * NEXT);
    } else set(table, firstOf(entry), layout.of(afterId), (script.name === 'json' ? 0.8 : 1) * NEXT);
  });
  // Without a successor the answer ends; under a grammar, brackets and quotes close as soon as allowed.
  set(table, vocabulary.end, layout.constant, 0.4 * NEXT);
  for (const [character, weight] of [
    ['"', 0.36],
    [']', 0.345],
    ['}', 0.34],
    [',', 0.33],
  ] as const) {
    set(table, vocabulary.id(character), layout.constant, weight * NEXT);
  }
  return table;
}

function attention(vocabulary: Vocabulary, layout: Layout) {
  const width = headCount * headSize;
  const [query, key, value, out] = [matrix(width, D), matrix(width, D), matrix(width, D), matrix(D, width)];
  // RoPE of the llama family rotates neighbouring rows: pair i is rows 2i and 2i + 1.
  const [sine, cosine, slowest] = [2 * 10, 2 * 11, 2 * 15];
  const constantIn = CONSTANT * NORM;
  const meaningIn = MEANING * NORM;
  set(query, sine + 1, layout.constant, QUERY / constantIn);
  set(query, cosine, layout.constant, (2 * QUERY) / constantIn);
  const setKey = (dimension: number, strength: number) => {
    set(key, sine, dimension, strength / meaningIn);
    set(key, cosine, dimension, strength / meaningIn);
  };
  setKey(layout.userTurn, USER_TURN_KEY);
  vocabulary.scripts.forEach(({ script }, k) => {
    const [keyword, topic] = [layout.keyword[k], layout.topic[k]];
    if (!script.keywords || keyword === undefined || topic === undefined) return;
    setKey(keyword, KEY);
    set(value, k, keyword, 1 / meaningIn);
    set(out, topic, k, MEANING);
  });
  // Head 1: the cosine of the slowest pair alone stays positive over the whole context, so distance does not matter.
  set(query, headSize + slowest, layout.constant, QUERY / constantIn);
  set(key, headSize + slowest, layout.offer, KEY / meaningIn);
  set(value, headSize, layout.offer, 1 / meaningIn);
  set(out, layout.offered, headSize, MEANING);
  return { query, key, value, out };
}

function feedForwardNet(vocabulary: Vocabulary, layout: Layout) {
  const [gate, up, down] = [matrix(feedForward, D), matrix(feedForward, D), matrix(D, feedForward)];
  const start = layout.of(vocabulary.start);
  const and = (k: number, conditions: number[]) => {
    for (const condition of conditions) set(gate, k, condition, 4);
    // All conditions together, at about 0.8 each, must exceed the threshold, and one less must not; a topic may be
    // half certain.
    set(gate, k, layout.constant, (-4 * (conditions.length - 0.6) * MEANING) / CONSTANT);
    set(up, k, layout.constant, 1);
    set(down, layout.begin[k] ?? 0, k, 0.02);
  };
  const topicOf = (name: ScriptName) =>
    layout.topic[vocabulary.scripts.findIndex(({ script }) => script.name === name)] ?? 0;
  vocabulary.scripts.forEach(({ script }, k) => {
    if (script.keywords) and(k, [start, topicOf(script.name)]);
    if (script.name === 'call') and(k, [start, topicOf('weather'), layout.offered]);
  });
  return { gate, up, down };
}

const ones = (): Matrix => ({ rows: 1, cols: D, data: new Float32Array(D).fill(1) });

/** The tensors, under llama.cpp's names. */
export function tensors(vocabulary: Vocabulary): [name: string, tensor: Matrix][] {
  const layout = new Layout(vocabulary);
  const { query, key, value, out } = attention(vocabulary, layout);
  const { gate, up, down } = feedForwardNet(vocabulary, layout);
  return [
    ['token_embd.weight', embeddings(vocabulary, layout)],
    ['output_norm.weight', ones()],
    ['output.weight', output(vocabulary, layout)],
    ['blk.0.attn_norm.weight', ones()],
    ['blk.0.attn_q.weight', query],
    ['blk.0.attn_k.weight', key],
    ['blk.0.attn_v.weight', value],
    ['blk.0.attn_output.weight', out],
    ['blk.0.ffn_norm.weight', ones()],
    ['blk.0.ffn_gate.weight', gate],
    ['blk.0.ffn_up.weight', up],
    ['blk.0.ffn_down.weight', down],
  ];
}
