// How many model servers people need, and what the portal itself needs for them.
import { exponential, lognormal } from './random.mjs';
import { simulate } from './simulate.mjs';

/** How people use a chat; every figure can be set with the option of its name. */
export const PEOPLE = {
  /** Share of all people who are in a chat at the busiest time. */
  active: 0.1,
  /** Seconds from an answer to the next question of the same person, on average. */
  think: 60,
  /** Tokens of an answer: median, and the spread of the logarithm (0.9: the mean is half as much again). */
  tokens: 250,
  spread: 0.9,
  /** Tokens of a question with all that was said before. */
  prompt: 1_500,
  /** Work of programs through the gateway, as a share of what people make; it waits behind them. */
  batch: 0.2,
  /** Seconds that one in twenty may wait for longer. */
  goal: 5,
  /** Share of the places that may be taken on average: above it programs wait for hours, and no server may fail. */
  busy: 0.85,
};

/**
 * Model servers: answers at a time, tokens a second of one that is alone, of all together when it is full, and of a
 * prompt that is read. Typical of what their makers and others publish; measure your own.
 */
export const SERVERS = {
  desk: {
    what: '24 GB card, 8B model in 4 bits, Ollama',
    gpus: 1,
    parallel: 4,
    alone: 70,
    together: 160,
    reads: 3_000,
  },
  card: { what: '48 GB card, 8B model, vLLM', gpus: 1, parallel: 32, alone: 45, together: 1_000, reads: 8_000 },
  pair: { what: '2 × 80 GB, 70B model in 8 bits, vLLM', gpus: 2, parallel: 32, alone: 35, together: 700, reads: 5_000 },
};

/** Tokens a second of each of `n` answers: alone it is limited by the memory, together by the arithmetic. */
export const speedOf =
  ({ alone, together }) =>
  (n) =>
    Math.min(alone, together / n);

/** docs/performance.md: µs of all processes for a frame and for a question, PostgreSQL's included. */
const FRAME_US = 142;
const QUESTION_US = 5_172;
/** A core that is busier than this lets streams wait. */
const CORE_BUSY = 0.7;

const mean = ({ tokens, spread }) => tokens * Math.exp(spread ** 2 / 2);

/** One number of servers, tried. */
export async function tryServers(BackendQueue, server, people, count, habits) {
  const active = Math.max(1, Math.round(people * habits.active));
  const length = (random) => lognormal(random, habits.tokens, habits.spread);
  const question = (random) => ({
    think: exponential(random, habits.think),
    prefill: habits.prompt / server.reads,
    tokens: length(random),
  });
  // As many a second as if nobody waited.
  const rate = active / (habits.think + habits.prompt / server.reads + mean(habits) / server.alone);
  const result = await simulate({
    BackendQueue,
    hosts: count,
    parallel: server.parallel,
    speedOf: speedOf(server),
    question,
    people: active,
    batch: { perSecond: rate * habits.batch, users: Math.max(1, Math.round(active / 10)), question },
    // Enough questions for the slowest twentieth to mean something.
    seconds: Math.max(900, 12_000 / rate),
    warmUp: 300,
  });
  const questions = result.perSecond;
  return {
    ...result,
    active,
    taken: result.busy / (count * server.parallel),
    portalCores: (questions * (1 + habits.batch) * (mean(habits) * FRAME_US + QUESTION_US)) / 1e6 / CORE_BUSY,
  };
}

/** The fewest servers that keep within `goal` and `busy`. */
export async function fewest(BackendQueue, server, people, habits) {
  const active = people * habits.active;
  const tokens = (active / (habits.think + mean(habits) / server.alone)) * (1 + habits.batch) * mean(habits);
  const least = Math.max(1, Math.floor(tokens / server.together));
  const isEnough = ({ wait, taken }) => wait.p95 <= habits.goal && taken <= habits.busy;
  const found = new Map();
  const look = async (count) => {
    if (!found.has(count)) found.set(count, await tryServers(BackendQueue, server, people, count, habits));
    return found.get(count);
  };
  // Up in growing steps, then back between the last two.
  let [below, above] = [least - 1, least];
  for (let step = 1; !isEnough(await look(above)); step *= 2) [below, above] = [above, above + step];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (isEnough(await look(middle))) above = middle;
    else below = middle;
  }
  return { servers: above, gpus: above * server.gpus, ...(await look(above)) };
}
