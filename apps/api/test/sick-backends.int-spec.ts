import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { FaultProxy } from './fault-proxy.js';
import { startPortal, type Portal } from './portal.js';

// Model servers that hang, or that answer one question and not another: whom they hold up, and what is said of them.

const MODEL = 'gemma2:2b';
const DESK = '/api/admin/backends';

let portal: Portal;
let admin: Client;
let first: FakeLlm;
let second: FakeLlm;
let network: FaultProxy;
let [a, b] = ['', ''];
beforeEach(async () => {
  portal = await startPortal();
  first = portal.fake;
  second = await startFakeLlm();
  network = await FaultProxy.to(second.url);
  admin = await portal.anyone.login('admin', 'admin123');
  const added = await admin.post(DESK, { provider: 'ollama', url: network.url, name: 'Second' });
  [a, b] = [(await admin.get(DESK)).body[0].id, added.body.id];
});
afterEach(async () => {
  await portal.close();
  await network.close();
  await second.close().catch(() => undefined);
});

const use = (id: string, change: object) => admin.patch(`${DESK}/${encodeURIComponent(id)}`, change);
const backend = async (id: string) => (await admin.get(DESK)).body.find((one: { id: string }) => one.id === id);
const ask = (more: object = {}) => admin.post('/api/chat', { prompt: randomUUID(), model: MODEL, ...more });
const answers = (fake: FakeLlm) => fake.requests.filter(({ path }) => path === '/api/chat').length;
const warm = async (id: string) => {
  const other = id === a ? b : a;
  await use(other, { state: 'off' });
  await ask();
  await use(other, { state: 'on' });
  first.clear();
  second.clear();
};

/** Takes connections and never says a word. */
class Silent {
  readonly open = new Set<Socket>();
  /** The most lists of models that were waited for at a time. */
  peak = 0;
  private lists = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      let isList = false;
      this.open.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        if (!bytes.toString().startsWith('GET /api/tags ')) return;
        isList = true;
        this.peak = Math.max(this.peak, ++this.lists);
        this.server.emit('list');
      });
      socket.once('close', () => {
        this.open.delete(socket);
        if (isList) this.lists--;
      });
    });
  }

  static async start(port = 0): Promise<Silent> {
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return new Silent(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lists of models that were asked for, and for which somebody still waits. */
  get waited(): number {
    return this.lists;
  }

  asked(): Promise<unknown> {
    return once(this.server, 'list');
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('a server that takes connections and never answers', () => {
  let silent: Silent;
  beforeEach(async () => {
    silent = await Silent.start();
  });
  afterEach(() => silent.close());

  it('is asked by one at a time, and holds up neither questions nor lists, from the first time on', async () => {
    await portal.sql(`INSERT INTO backends (id, provider, url) VALUES ($1, 'ollama', $2)`, [
      `ollama@${new URL(silent.url).host}`,
      silent.url,
    ]);
    const asked = silent.asked();
    await portal.restart();
    admin = await portal.anyone.login('admin', 'admin123');
    const key = portal.anyone.withKey((await admin.post('/api/developer/api-keys', {})).body.key_value);
    const rows = admin.get('/api/admin/models/discover');
    await asked;
    await rows;
    for (let i = 0; i < 3; i++) {
      expect((await ask({ cache: 'bypass' })).status).toBe(200);
      expect((await key.get('/v1/models')).body.data.length).toBeGreaterThan(0);
      await admin.get('/api/admin/models/discover');
      // Whoever had waited for it would come when it was given up.
      expect(silent.waited).toBe(1);
    }
    expect(silent.peak).toBe(1);
  });

  it('that answered before is taken at its last word, and nobody is sent there while another can answer', async () => {
    await warm(b);
    network.redirect(silent.url);
    network.drop();
    const asked = silent.asked();
    const rows = admin.get('/api/admin/models/discover');
    await asked;
    expect((await rows).status).toBe(200);
    expect(silent.waited).toBe(1);
    expect((await ask()).status).toBe(200);
    expect([answers(first), silent.waited]).toEqual([1, 1]);
  });

  it('joins as soon as it answers again', async () => {
    network.redirect(silent.url);
    network.drop();
    await admin.get('/api/admin/models/discover');
    await eventually(async () => (await backend(b)).reachable === false);
    network.redirect(second.url);
    network.drop();
    await use(a, { state: 'off' });
    await eventually(async () => (await ask()).status === 200);
    expect(answers(second)).toBe(1);
  });
});

describe('what counts against a server', () => {
  const state = async (id: string) => (await backend(id)).breaker.state as string;

  it('that its list is well says nothing of its answers: only a trial does', async () => {
    await warm(a);
    first.setScenario('busy');
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
    expect(await state(a)).toBe('open');
    // The desk has it list its models each time.
    await eventually(async () => (await state(a)) !== 'open');
    expect(await state(a)).toBe('half-open');
    first.setScenario('hello');
    expect((await ask()).status).toBe(200);
    expect(await state(a)).toBe('closed');
    expect(answers(first)).toBe(4);
  });

  it('one that swallows questions is given up for the next one, and then left alone', async () => {
    await portal.restart({ LLM_SILENCE_SECONDS: '1' });
    admin = await portal.anyone.login('admin', 'admin123');
    await warm(a);
    first.setScenario('hang');
    expect((await Promise.all([ask(), ask(), ask()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([answers(first), answers(second), await state(a)]).toEqual([3, 3, 'open']);
    // The last one may take its time.
    await use(b, { state: 'off' });
    first.setScenario('slowFirstToken');
    expect((await ask()).status).toBe(200);
  });

  describe('an error of which nobody knows more', () => {
    it('of a question that breaks all of them counts against none, and is tried at two', async () => {
      const third = await startFakeLlm();
      await admin.post(DESK, { provider: 'ollama', url: third.url });
      for (const fake of [first, second, third]) fake.setScenario('errorBeforeFirst');
      for (let i = 0; i < 4; i++) expect((await ask()).status).toBe(502);
      expect(answers(first) + answers(second) + answers(third)).toBe(8);
      for (const { breaker } of (await admin.get(DESK)).body)
        expect(breaker).toMatchObject({ state: 'closed', fault: null });
      await third.close();
    });

    it('counts against the one that fails where another does the same work, or where there is no other', async () => {
      await warm(a);
      first.setScenario('errorBeforeFirst');
      for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
      expect(await state(a)).toBe('open');
      await use(a, { state: 'off' });
      second.setScenario('errorBeforeFirst');
      for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(502);
      expect(await state(b)).toBe('open');
    });
  });
});
