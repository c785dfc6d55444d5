// Many streams at once: what relaying a token costs, what an open stream holds of memory, when the first token comes.
import { setTimeout as delay } from 'node:timers/promises';
import { MODEL, MOST_TOKENS } from './answer.mjs';
import { ourHeaders, requireLogged } from './portal.mjs';
import { quantile } from './statistics.mjs';
import { newReader, readStream, requireWhole, streamBody } from './stream.mjs';
import { memoryOf, watchSut } from './sut.mjs';

const PATH = '/v1/chat/completions';
const SETTLE_MS = 1_200;

let asked = 0;
const question = () => `Count, ${process.pid}-${++asked}.`;

/** A reader of one gateway that counts what it asked, so that the request log can be compared. */
async function readerOf(sut) {
  const headers = sut.isOurs ? await ourHeaders(sut, 0) : sut.headers;
  const logged = sut.isOurs ? await sut.logged(PATH) : 0;
  const pool = newReader(sut.url);
  let count = 0;
  return {
    async read(tokens) {
      count++;
      const stream = await readStream(pool, headers, streamBody(sut.model, tokens, question()));
      requireWhole(sut, tokens, stream);
      return stream;
    },
    requireLogged: async () => sut.isOurs && requireLogged(sut, PATH, logged, count),
    close: () => pool.destroy(),
  };
}

/** Opens streams evenly over a second, so that their tokens do not all come in the same moment. */
const openAll = (reader, streams, tokens) =>
  Promise.all(
    Array.from({ length: streams }, async (_, i) => {
      await delay((i * 1_000) / streams);
      return reader.read(tokens);
    }),
  );

/** Tokens of an answer that only warms up, or of which only the first matters. */
const SHORT = 5;
const RELAYED = 200;

/** W2. @returns microseconds a frame */
export async function measureRelay(_, sut) {
  const reader = await readerOf(sut);
  try {
    await openAll(reader, RELAYED, SHORT);
    if (sut.isOurs) await delay(SETTLE_MS);
    const used = watchSut(sut);
    const started = performance.now();
    await openAll(reader, RELAYED, MOST_TOKENS);
    const seconds = (performance.now() - started) / 1_000;
    if (sut.isOurs) await delay(SETTLE_MS);
    const { own, database } = used();
    await reader.requireLogged();
    const units = RELAYED * MOST_TOKENS;
    return { own: own / units, database: database / units, seconds };
  } finally {
    await reader.close();
  }
}

const SAMPLES = 120;
const INTERVAL_MS = 25;

/**
 * W4. Asks at fixed times, whether or not earlier answers have come, in turn through the gateway and directly.
 * @returns the quantiles of what the gateway adds to the first token, in milliseconds, each pair compared
 */
export async function measureFirstToken(_, sut, { double }) {
  const [reader, direct] = [await readerOf(sut), await readerOf({ ...double, model: MODEL })];
  try {
    const pairs = [];
    const started = performance.now();
    for (let i = 0; i < SAMPLES; i++) {
      // Not in step with the double's pace, nor with the timers of a gateway.
      const due = started + (i + Math.random() / 2) * INTERVAL_MS;
      await delay(Math.max(0, due - performance.now()));
      const through = reader.read(SHORT);
      await delay(INTERVAL_MS / 3);
      pairs.push(Promise.all([through, direct.read(SHORT)]));
    }
    const added = (await Promise.all(pairs)).map(([through, straight]) => through.firstMs - straight.firstMs);
    await reader.requireLogged();
    return { p50: quantile(added, 0.5), p99: quantile(added, 0.99), added };
  } finally {
    await Promise.all([reader.close(), direct.close()]);
  }
}

const HELD = 500;
const WARMING = 20;
/** What only the start needed is given back by then. */
const IDLE_MS = 30_000;
const SAMPLE_MS = 200;

/** The most memory until something is over. */
async function peakOf(sut, work) {
  let peak = 0;
  const look = () => (peak = Math.max(peak, memoryOf(sut)));
  const timer = setInterval(look, SAMPLE_MS);
  await work.finally(() => clearInterval(timer));
  return peak;
}

/**
 * W7, of gateways that have just started, one after the other.
 * @param attempt runs the work of a peer, which may fail
 * @returns MiB when idle, KiB of a stream at the peak, and how many times idle it is afterwards
 */
export async function measureMemory(suts, attempt) {
  const readers = new Map();
  for (const [peer, sut] of suts) {
    readers.set(peer, await readerOf(sut));
    await attempt(peer, () => openAll(readers.get(peer), WARMING, SHORT));
  }
  await delay(IDLE_MS);
  const afters = [];
  const found = {};
  for (const [peer, sut] of suts) {
    const reader = readers.get(peer);
    const figures = await attempt(peer, async () => {
      const idle = memoryOf(sut);
      const held = await peakOf(sut, openAll(reader, HELD, MOST_TOKENS));
      await reader.requireLogged();
      return { idle, stream: ((held - idle) * 1_024) / HELD };
    });
    await reader.close();
    if (!figures) continue;
    found[`memory ${peer}`] = figures;
    afters.push(delay(IDLE_MS).then(() => (figures.after = memoryOf(sut) / figures.idle)));
  }
  await Promise.all(afters);
  return found;
}
