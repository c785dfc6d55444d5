import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startFakeLlm } from '@pocket-llm/fake-llm';
import { eventually } from './clock.js';
import { DESK, startPoolOfTwo, type PoolOfTwo } from './pool-of-two.js';

// Model servers that hang, or that answer one question and not another: whom they hold up, and what is said of them.

let pool: PoolOfTwo;
beforeEach(async () => {
  pool = await startPoolOfTwo();
});
afterEach(() => pool.close());

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
    await pool.portal.sql(`INSERT INTO backends (id, provider, url) VALUES ($1, 'ollama', $2)`, [
      `ollama@${new URL(silent.url).host}`,
      silent.url,
    ]);
    const asked = silent.asked();
    await pool.portal.restart();
    await pool.login();
    const key = pool.portal.anyone.withKey((await pool.admin.post('/api/developer/api-keys', {})).body.key_value);
    const rows = pool.admin.get('/api/admin/models/discover');
    await asked;
    await rows;
    for (let i = 0; i < 3; i++) {
      expect((await pool.ask({ cache: 'bypass' })).status).toBe(200);
      expect((await key.get('/v1/models')).body.data.length).toBeGreaterThan(0);
      await pool.admin.get('/api/admin/models/discover');
      // Whoever had waited for it would come when it was given up.
      expect(silent.waited).toBe(1);
    }
    expect(silent.peak).toBe(1);
  });

  it('that answered before is taken at its last word, and nobody is sent there while another can answer', async () => {
    await pool.warm(pool.b);
    pool.network.redirect(silent.url);
    pool.network.drop();
    const asked = silent.asked();
    const rows = pool.admin.get('/api/admin/models/discover');
    await asked;
    expect((await rows).status).toBe(200);
    expect(silent.waited).toBe(1);
    expect((await pool.ask()).status).toBe(200);
    expect([pool.asked(), silent.waited]).toEqual([[1, 0], 1]);
  });

  it('joins as soon as it answers again', async () => {
    pool.network.redirect(silent.url);
    pool.network.drop();
    await pool.admin.get('/api/admin/models/discover');
    await eventually(async () => (await pool.backend(pool.b)).reachable === false);
    pool.network.redirect(pool.second.url);
    pool.network.drop();
    await pool.use(pool.a, { state: 'off' });
    await eventually(async () => (await pool.ask()).status === 200);
    expect(pool.asked()[1]).toBe(1);
  });
});

describe('what counts against a server', () => {
  const state = async (id: string) => (await pool.backend(id)).breaker.state as string;

  it('that its list is well says nothing of its answers: only a trial does', async () => {
    await pool.warm(pool.a);
    pool.first.setScenario('busy');
    for (let i = 0; i < 3; i++) expect((await pool.ask()).status).toBe(200);
    expect(await state(pool.a)).toBe('open');
    // The desk has it list its models each time.
    await eventually(async () => (await state(pool.a)) !== 'open');
    expect(await state(pool.a)).toBe('half-open');
    pool.first.setScenario('hello');
    expect((await pool.ask()).status).toBe(200);
    expect(await state(pool.a)).toBe('closed');
    expect(pool.asked()[0]).toBe(4);
  });

  it('one that swallows questions is given up for the next one, and then left alone', async () => {
    await pool.portal.restart({ LLM_SILENCE_SECONDS: '1' });
    await pool.login();
    await pool.warm(pool.a);
    pool.first.setScenario('hang');
    expect((await Promise.all([pool.ask(), pool.ask(), pool.ask()])).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
    expect([pool.asked(), await state(pool.a)]).toEqual([[3, 3], 'open']);
    // The last one may take its time.
    await pool.use(pool.b, { state: 'off' });
    pool.first.setScenario('slowFirstToken');
    expect((await pool.ask()).status).toBe(200);
  });

  describe('an error of which nobody knows more', () => {
    it('of a question that breaks all of them counts against none, and is tried at two', async () => {
      const third = await startFakeLlm();
      await pool.admin.post(DESK, { provider: 'ollama', url: third.url });
      for (const fake of [pool.first, pool.second, third]) fake.setScenario('errorBeforeFirst');
      for (let i = 0; i < 2; i++) expect((await pool.ask()).status).toBe(502);
      const atThird = third.requests.filter(({ path }) => path === '/api/chat').length;
      expect(pool.asked()[0] + pool.asked()[1] + atThird).toBe(4);
      for (const { breaker } of (await pool.admin.get(DESK)).body)
        expect(breaker).toMatchObject({ state: 'closed', fault: null });
      await third.close();
    });

    it('counts against the one that fails where another does the same work, or where there is no other', async () => {
      await pool.warm(pool.a);
      pool.first.setScenario('errorBeforeFirst');
      for (let i = 0; i < 3; i++) expect((await pool.ask()).status).toBe(200);
      expect(await state(pool.a)).toBe('open');
      await pool.use(pool.a, { state: 'off' });
      pool.second.setScenario('errorBeforeFirst');
      for (let i = 0; i < 3; i++) expect((await pool.ask()).status).toBe(502);
      expect(await state(pool.b)).toBe('open');
    });
  });
});
