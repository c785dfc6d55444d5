import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { answerTo } from './crash-load.js';
import type { Client } from './client.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy, type Fault } from './fault-proxy.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

/** In the first three a young heap still grows to what it needs; over nine the footprint shrinks (381 to 299 MiB). */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 9);
/** How long a fault lasts, and how long it is quiet after it. */
const FAULT_MS = 2_000;
const QUIET_MS = 3_000;
/** Growth between the middle and the end that is no leak: heaps breathe. */
const BREATH = { rss: 0.15, handles: 10 };

const FAULTS: Fault[] = [
  { kind: 'latency', ms: 100 },
  { kind: 'cut' },
  { kind: 'hang' },
  { kind: 'reset', afterBytes: 500 },
  { kind: 'slice' },
];

/** In place of a status, for the counts. */
const HUNG_UP = 499;

let fake: FakeLlm;
let redis: FakeRedis;
let dir: string;
let networks: { backend: FaultProxy; database: FaultProxy; redis: FaultProxy };
let server: ServerProcess;
beforeAll(async () => {
  fake = await startFakeLlm({ scenario: { text: answerTo, delayMs: 1 } });
  redis = await FakeRedis.start();
  dir = await newDataDir();
  networks = {
    backend: await FaultProxy.to(fake.url),
    database: await FaultProxy.to(await newDatabase()),
    redis: await FaultProxy.to(redis.url),
  };
  server = await ServerProcess.start({
    DATA_DIR: dir,
    DATABASE_URL: networks.database.url,
    OLLAMA_HOST: networks.backend.url,
    REDIS_URL: networks.redis.url,
    JWT_SECRET,
    LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await server.stop('SIGKILL');
  for (const network of Object.values(networks)) await network.close();
  await redis.close();
  await fake.close();
  await removeDataDir(dir);
});

interface Footprint {
  /** Resident memory in MiB. */
  rss: number;
  /** Open file descriptors. */
  handles: number;
}

/** Of the server's process (Linux). */
async function footprint(): Promise<Footprint> {
  const { pid } = server.child;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return {
    rss: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1_024,
    handles: (await readdir(`/proc/${pid}/fd`)).length,
  };
}

/** What people and programs do. Every answer that is complete has the right text. */
class Load {
  private over = false;
  readonly statuses: Record<number, number> = {};
  readonly wrong: string[] = [];

  constructor(
    private readonly person: Client,
    private readonly program: Client,
  ) {}

  async run(): Promise<void> {
    await Promise.all([
      this.repeat(() => this.ask()),
      this.repeat(() => this.stream()),
      this.repeat(() => this.hangUp()),
      this.repeat(() => this.complete()),
      this.repeat(() => this.look()),
    ]);
  }

  stop(): void {
    this.over = true;
  }

  private async repeat(work: () => Promise<number>): Promise<void> {
    while (!this.over) {
      const status = await work();
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      await setTimeout(20);
    }
  }

  private check(prompt: string, text: string): void {
    if (text !== answerTo(prompt)) this.wrong.push(prompt);
  }

  private async ask(): Promise<number> {
    // Every second one may come from the cache.
    const prompt = Math.random() < 0.5 ? `often ${Math.floor(Math.random() * 50)}` : randomUUID();
    const { status, body } = await this.person.post('/api/chat', { prompt });
    if (status === 200) this.check(prompt, body.response);
    return status;
  }

  private async stream(): Promise<number> {
    const prompt = randomUUID();
    try {
      let text = '';
      for await (const { event, data } of await this.person.stream('/api/chat', { prompt, stream: true })) {
        if (event === 'delta') text += data.text;
        if (event === 'done') this.check(prompt, text);
        if (event === 'error') return data.status;
      }
      return 200;
    } catch (error) {
      const { status } = error as { status?: number };
      if (status === undefined) throw error;
      return status;
    }
  }

  private async hangUp(): Promise<number> {
    const question = { model: 'gemma2:2b', messages: [{ role: 'user', content: randomUUID() }], stream: true };
    const gone = new AbortController();
    const asking = this.program.abandoned('/v1/chat/completions', question, gone.signal);
    await setTimeout(30);
    gone.abort();
    await asking;
    return HUNG_UP;
  }

  private async complete(): Promise<number> {
    const prompt = randomUUID();
    const { status, body } = await this.program.post('/v1/chat/completions', {
      model: 'gemma2:2b',
      messages: [{ role: 'user', content: prompt }],
    });
    if (status === 200) this.check(prompt, body.choices[0].message.content);
    return status;
  }

  private async look(): Promise<number> {
    return (await this.person.get('/api/chat/threads?q=often')).status;
  }
}

/** One fault after another, everywhere. @returns the footprints after each */
async function breakThings(): Promise<Footprint[]> {
  const seen: Footprint[] = [];
  const end = performance.now() + MINUTES * 60_000;
  for (let round = 0; performance.now() < end; round++) {
    const network = Object.values(networks)[round % 3]!;
    network.set(FAULTS[Math.floor(round / 3) % FAULTS.length]!);
    await setTimeout(FAULT_MS);
    network.heal();
    await setTimeout(QUIET_MS);
    seen.push(await footprint());
  }
  return seen;
}

it(
  'F10: minutes of faults everywhere leave memory and handles where they were, and never a wrong answer',
  async () => {
    const person = await server.client.login('admin', ADMIN_PASSWORD);
    const { key_value } = (await person.post('/api/developer/api-keys', {})).body;
    const load = new Load(person, server.client.withKey(key_value));
    const [seen] = await Promise.all([breakThings().finally(() => load.stop()), load.run()]);
    const middle = seen.slice(Math.floor(seen.length / 3), Math.floor((2 * seen.length) / 3));
    const last = seen.slice(Math.floor((2 * seen.length) / 3));
    const mean = (rows: Footprint[], name: 'rss' | 'handles') =>
      rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
    const figures = {
      statuses: load.statuses,
      rss: [mean(middle, 'rss'), mean(last, 'rss')].map(Math.round),
      handles: [mean(middle, 'handles'), mean(last, 'handles')].map(Math.round),
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(load.wrong).toEqual([]);
    expect(load.statuses[200]).toBeGreaterThan(MINUTES * 60);
    expect(load.statuses[500]).toBeUndefined();
    expect(figures.rss[1]).toBeLessThan(figures.rss[0]! * (1 + BREATH.rss));
    expect(figures.handles[1]).toBeLessThan(figures.handles[0]! + BREATH.handles);
    const { code, output } = await server.stop();
    expect([code, output.match(/unhandled|uncaught/i)]).toEqual([0, null]);
  },
  (MINUTES + 3) * 60_000,
);
