// Whole answers: how much CPU a request costs that is not streamed.
import { setTimeout as delay } from 'node:timers/promises';
import { MODEL, TEXT, USAGE, WHOLE } from './answer.mjs';
import { ClosedLoop } from './load.mjs';
import { askedOf } from './servers.mjs';
import { ourHeaders, requireLogged } from './portal.mjs';
import { watchSut } from './sut.mjs';

const CONNECTIONS = 16;
const WARM_UP_MS = 400;
/** In the first round: so many that V8 has compiled what is hot. Ours costs three times as much after 1,000 only. */
const FIRST_WARM_UP = { ms: 25_000, enough: 6_000 };
const MEASURED_MS = 2_000;
/** Batches that are written behind a request: log lines, the ledger, the marks of keys. They belong to its cost. */
const SETTLE_MS = 1_200;

/** A gateway may look meanwhile which models there are. */
const MOST_OTHER_REQUESTS = 20;

const WHOLE_BYTES = Buffer.from(WHOLE);
const PADDING = 'The quick brown fox jumps over the lazy dog. '.repeat(4);
let asked = 0;
/** A question that nobody asked before. */
const question = () => `${PADDING}${process.pid}-${++asked}`;

const bodyOf = (model, content) => JSON.stringify({ model, messages: [{ role: 'user', content }], max_tokens: 64 });

/** Bytes as the double sent them; where a gateway translates, the text and the usage. @throws when they differ */
function requireSame({ translates }, { status, bytes }) {
  if (status === 200 && !translates && bytes.equals(WHOLE_BYTES)) return;
  const { choices, usage } = status === 200 && translates ? JSON.parse(bytes) : {};
  const [{ message, finish_reason } = {}] = choices ?? [];
  if (
    message?.content !== TEXT ||
    finish_reason !== 'stop' ||
    Object.entries(USAGE).some(([name, count]) => usage[name] !== count)
  )
    throw new Error(`the answer is not the model's: ${status} ${bytes.toString().slice(0, 400)}`);
}

function requireAnswered({ status, bytes }) {
  const { response, finish_reason, cached } = status === 200 ? JSON.parse(bytes) : {};
  if (response !== TEXT || finish_reason !== 'stop' || cached)
    throw new Error(`the answer is not the model's: ${status} ${bytes.toString().slice(0, 400)}`);
}

async function relayed(sut, limits) {
  const headers = sut.isOurs ? await ourHeaders(sut, 0, limits) : sut.headers;
  return {
    path: '/v1/chat/completions',
    next: () => ({ path: '/v1/chat/completions', headers, body: bodyOf(sut.model, question()) }),
    check: (answer) => requireSame(sut, answer),
  };
}

/** What is asked of a gateway, by the kind of request. `prepare` returns how to ask, and what must be true after it. */
const KINDS = {
  relay: (sut) => relayed(sut),
  unlimited: (ours) => relayed(ours, {}),
  chat: async (ours) => {
    await ours.setCache(0);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${ours.token}` };
    return {
      path: '/api/chat',
      next: () => ({ path: '/api/chat', headers, body: JSON.stringify({ prompt: question(), model: ours.model }) }),
      check: requireAnswered,
    };
  },
  hit: async (sut) => {
    const headers = sut.isOurs ? await ourHeaders(sut, 86_400) : sut.headers;
    const body = bodyOf(sut.model, 'What is asked again and again?');
    return {
      path: '/v1/chat/completions',
      url: sut.cacheUrl,
      next: () => ({ path: '/v1/chat/completions', headers, body }),
      check: (answer) => requireSame(sut, answer),
    };
  },
};

/**
 * Measures one kind of request at one gateway.
 * @param warming whether the gateway is only used, until its code is compiled
 * @returns microseconds a request, and requests a second
 */
export async function measureRequests(kind, sut, { double, warming }) {
  const { path, url, next, check } = await KINDS[kind](sut);
  const logged = sut.isOurs ? await sut.logged(path) : 0;
  const loop = new ClosedLoop(url ?? sut.url, { connections: CONNECTIONS, next, check });
  try {
    const warm = await (warming ? loop.run(FIRST_WARM_UP.ms, FIRST_WARM_UP.enough) : loop.run(WARM_UP_MS));
    if (sut.isOurs) await delay(SETTLE_MS);
    const asked = await askedOf(double);
    const used = watchSut(sut);
    const { units, seconds } = await loop.run(MEASURED_MS);
    if (sut.isOurs) await delay(SETTLE_MS);
    const { own, database } = used();
    requireAsked(kind, units, (await askedOf(double)) - asked);
    if (sut.isOurs) await requireLogged(sut, path, logged, warm.units + units);
    return { own: own / units, database: database / units, perSecond: units / seconds, units };
  } finally {
    await loop.close();
  }
}

/** @throws when a question did not reach the model, or one did that the cache should have answered */
function requireAsked(kind, units, asked) {
  if (kind === 'hit' ? asked > MOST_OTHER_REQUESTS : asked < units)
    throw new Error(`${units} requests of the kind "${kind}" asked the model ${asked} times.`);
}

/** How many answers a second the double gives to this load without anything in between. */
export async function measureDirect(double) {
  const next = () => ({ path: '/v1/chat/completions', headers: double.headers, body: bodyOf(MODEL, question()) });
  const loop = new ClosedLoop(double.url, {
    connections: CONNECTIONS,
    next,
    check: (answer) => requireSame(double, answer),
  });
  await loop.run(WARM_UP_MS);
  const { units, seconds } = await loop.run(MEASURED_MS / 2);
  await loop.close();
  return { perSecond: units / seconds, units };
}
