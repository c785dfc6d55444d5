// Throughput by the number of processes, on a PostgreSQL and a Redis of yours. Each process gets the same part of a
// core, so that load, databases and the backend double never run out of it first: what is measured is whether
// processes stand in each other's way. The database is emptied.
// Usage: node bench/processes.mjs --database postgres://… --redis redis://… [--processes 1,2,4] [--share 0.1]
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { call } from './lib/http.mjs';
import { familyOf, watchCpu } from './lib/cpu.mjs';
import { limitCpu } from './lib/cpu-limit.mjs';
import { pg } from './lib/packages.mjs';
import { cleanUp, newDataDir, signIn, startFake, startPortal } from './lib/portal.mjs';
import { ClosedLoop } from './gateway/load.mjs';

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    redis: { type: 'string' },
    processes: { type: 'string', default: '1,2,4' },
    share: { type: 'string', default: '0.1' },
    seconds: { type: 'string', default: '10' },
  },
});
if (!values.database || !values.redis)
  throw new Error('Usage: node bench/processes.mjs --database postgres://… --redis redis://… [--processes 1,2,4]');

/** To each process: fewer would write less at a time, which costs more each. */
const CONNECTIONS = 16;
/** Answers of each process: V8 has compiled by then what is hot. A stream has a thousand events. */
const WARM_UP = { hits: 3_000, relays: 3_000, streams: 200 };
let asked = 0;

async function emptyDatabase() {
  const client = new pg.Client(values.database);
  await client.connect();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.end();
}

/** What is asked, and whether it is streamed: the same again and again; another one each time; one with many words. */
const KINDS = {
  hits: () => ({ question: 'The same question.' }),
  relays: () => ({ question: `Question ${process.pid}-${++asked}` }),
  streams: () => ({ question: `scenario:article Question ${process.pid}-${++asked}`, stream: true }),
};

async function measure(url, key, pids, name) {
  const kind = KINDS[name];
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const body = () => {
    const { question, stream } = kind();
    return JSON.stringify({ model: 'gemma2:2b', messages: [{ role: 'user', content: question }], stream });
  };
  const loop = new ClosedLoop(url, {
    connections: CONNECTIONS * pids.length,
    next: () => ({ path: '/v1/chat/completions', headers, body: body() }),
    check: ({ status, bytes }) => {
      if (status !== 200 || (kind === KINDS.streams && !bytes.includes('[DONE]')))
        throw new Error(`${status} ${bytes.toString().slice(0, 300)}`);
    },
  });
  await loop.run(120_000, WARM_UP[name] * pids.length);
  const limits = pids.map((pid) => limitCpu(pid, Number(values.share)));
  try {
    // The first second uses up what the kernel lent.
    await loop.run(1_000);
    const cpu = watchCpu(pids);
    const { units, seconds } = await loop.run(Number(values.seconds) * 1_000);
    return { rate: units / seconds, micros: cpu() / units };
  } finally {
    limits.forEach((end) => end());
    await loop.close();
  }
}

/** Ids of the processes that answer, once all have started: a connection stays with the process that took it. */
async function started(pid, count) {
  for (;;) {
    const pids = count === 1 ? [pid] : familyOf([pid]).filter((one) => one !== pid);
    const cpu = watchCpu(pids);
    await delay(1_000);
    if (pids.length === count && cpu() < 50_000 * count) return pids;
  }
}

async function measureProcesses(count, fake) {
  await emptyDatabase();
  const portal = await startPortal(await newDataDir(), {
    DATABASE_URL: values.database,
    REDIS_URL: values.redis,
    JWT_SECRET: 'bench-secret-bench-secret-bench-secret',
    WORKERS: String(count),
    OLLAMA_HOST: fake.url,
    EMBEDDED_ENGINE: 'off',
    LLM_MAX_PARALLEL: '64',
    LLM_MAX_PARALLEL_PER_USER: '64',
  });
  const { body } = await call(`${portal.url}/api/developer/api-keys`, {
    method: 'POST',
    token: await signIn(portal.url),
    body: { name: 'bench' },
  });
  const pids = await started(portal.pid, count);
  const results = {};
  for (const name of Object.keys(KINDS)) results[name] = await measure(portal.url, body.key_value, pids, name);
  await portal.stop();
  return results;
}

try {
  const fake = await startFake({ delayMs: 0, slots: 64 });
  const first = {};
  for (const count of values.processes.split(',').map(Number))
    for (const [kind, { rate, micros }] of Object.entries(await measureProcesses(count, fake))) {
      first[kind] ??= rate;
      console.log(
        `${count} × ${values.share} core, ${kind}: ${Math.round(rate)}/s (${(rate / first[kind]).toFixed(2)} ×), ` +
          `${Math.round(micros)} µs CPU each`,
      );
    }
  await fake.stop();
} finally {
  await cleanUp();
}
process.exit();
