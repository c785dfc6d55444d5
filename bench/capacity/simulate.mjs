// People, the product's own fair queue, and model servers, in a time that is only counted.
import { setMaxListeners } from 'node:events';
import { Heap } from './heap.mjs';
import { exponential, randomOf } from './random.mjs';

/**
 * One model server. All answers that it generates share its speed; reading a prompt takes a fixed time before.
 * An answer of so many tokens is complete when the server has given each of its answers as many.
 */
class Host {
  running = 0;
  /** Tokens that an answer has got which was there from the beginning. */
  #given = 0;
  #since = 0;
  #ends = new Heap();
  /** Counts changes: what was planned before one of them no longer holds. */
  version = 0;

  constructor(id, speedOf) {
    this.id = id;
    this.speedOf = speedOf;
  }

  #catchUp(now) {
    if (this.running > 0) this.#given += (now - this.#since) * this.speedOf(this.running);
    this.#since = now;
  }

  begin(now, answer) {
    this.#catchUp(now);
    this.running++;
    this.version++;
    this.#ends.push(this.#given + answer.tokens, answer);
  }

  /** @returns the answer that is complete now */
  end(now) {
    this.#catchUp(now);
    this.#given = Math.max(this.#given, this.#ends.first);
    this.running--;
    this.version++;
    return this.#ends.pop();
  }

  /** When the next answer is complete, if nothing changes; undefined when none runs. */
  next(now) {
    if (this.running === 0) return undefined;
    this.#catchUp(now);
    return now + Math.max(0, this.#ends.first - this.#given) / this.speedOf(this.running);
  }
}

/**
 * @param {object} o
 * @param o.BackendQueue the product's
 * @param o.hosts number of model servers, each with `o.parallel` answers at a time
 * @param o.parallelPerUser as in the portal's settings
 * @param o.speedOf (answers that a server generates) => tokens a second of each
 * @param o.question (random) => { think, prefill, tokens }: seconds between an answer and the next question, seconds
 * until the first token, tokens of the answer
 * @param o.people who ask again and again (a closed loop); `o.perSecond`: questions of ever new people (an open one)
 * @param o.batch { perSecond, users, question }: work of programs that waits behind people
 * @param o.seconds of the simulation, after `o.warmUp` seconds that do not count
 * @returns seconds that people waited, and until the first token, as { mean, p50, p95 }; questions; how many waited
 * and how many were being answered on average
 */
export async function simulate(o) {
  const random = randomOf(o.seed ?? 1);
  const limits = { parallel: o.parallel, parallelPerUser: o.parallelPerUser ?? 4, waiting: 1e9, waitingPerUser: 1e9 };
  const queue = new o.BackendQueue(limits);
  const hosts = Array.from({ length: o.hosts }, (_, i) => new Host(`host ${i}`, o.speedOf));
  const hostOf = new Map(hosts.map((host) => [host.id, host]));
  const places = hosts.map(({ id }) => ({ id, parallel: o.parallel, weight: 1, penalty: 0 }));
  const { signal } = new AbortController();
  // Everybody who waits listens.
  setMaxListeners(0, signal);
  const events = new Heap();
  const begin = o.warmUp ?? 0;
  const end = begin + o.seconds;
  const waits = [];
  const firsts = [];
  let [now, waiting, busy, waitingTime, busyTime] = [0, 0, 0, 0, 0];
  const at = (time, work) => events.push(time, work);

  const plan = (host) => {
    const { version } = host;
    const time = host.next(now);
    if (time !== undefined) at(time, () => host.version === version && complete(host));
  };
  const complete = (host) => {
    const { lease, after } = host.end(now);
    busy--;
    lease.release();
    plan(host);
    after();
  };
  /** A question of somebody; `after` runs when it is answered. */
  const ask = (userId, batch, { prefill, tokens }, after) => {
    const asked = now;
    waiting++;
    const granted = (lease) => {
      waiting--;
      busy++;
      if (!batch && asked >= begin) {
        waits.push(now - asked);
        firsts.push(now - asked + prefill);
      }
      const host = hostOf.get(lease.host);
      at(now + prefill, () => {
        host.begin(now, { tokens, lease, after });
        plan(host);
      });
    };
    // Positions are of no interest, and are never told: nothing here gives the event loop a turn.
    void queue.acquire({ userId, batch, hosts: places }, signal, () => undefined).then(granted);
  };

  const person = (id) => {
    const question = o.question(random);
    at(now + question.think, () => ask(id, false, question, () => person(id)));
  };
  let strangers = 0;
  const stranger = () => {
    ask(`stranger ${strangers++}`, false, o.question(random), () => undefined);
    at(now + exponential(random, 1 / o.perSecond), stranger);
  };
  const program = () => {
    const { perSecond, users, question } = o.batch;
    ask(`program ${Math.floor(random() * users)}`, true, question(random), () => undefined);
    at(now + exponential(random, 1 / perSecond), program);
  };
  for (let i = 0; i < (o.people ?? 0); i++) person(`person ${i}`);
  if (o.perSecond) at(0, stranger);
  if (o.batch?.perSecond > 0) at(0, program);

  while (events.first <= end) {
    const time = events.first;
    const counted = Math.max(0, time - Math.max(now, begin));
    waitingTime += counted * waiting;
    busyTime += counted * busy;
    now = time;
    events.pop()();
    // What was granted begins.
    await undefined;
  }
  return {
    questions: waits.length,
    perSecond: waits.length / o.seconds,
    wait: summary(waits),
    first: summary(firsts),
    waiting: waitingTime / o.seconds,
    busy: busyTime / o.seconds,
  };
}

function summary(values) {
  const sorted = Float64Array.from(values).sort();
  const quantile = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  return {
    mean: sorted.reduce((sum, one) => sum + one, 0) / (sorted.length || 1),
    p50: quantile(0.5),
    p95: quantile(0.95),
  };
}
