import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { HAS_PGBOUNCER, Pooler } from './pooler.js';
import { JWT_SECRET, startPortal } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// Behind a connection pooler. No npm package brings one, so this runs where Debian's pgbouncer is installed; that its
// refusal is understood is tested everywhere, with a double (own-database).

const SETTINGS = 'statement_timeout, idle_in_transaction_session_timeout';
const name = `pooled_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
const poolers: Pooler[] = [];
let direct: string;

const root = async (sql: string) => {
  const client = new pg.Client(`${process.env.TEST_POSTGRES!}/postgres`);
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
const pooler = async (mode: 'session' | 'transaction', ignored = SETTINGS) => {
  const started = await Pooler.start(direct, mode, ignored);
  poolers.push(started);
  return started;
};

describe('behind pgbouncer', () => {
  beforeAll(async () => {
    if (!HAS_PGBOUNCER)
      return process.stderr.write(
        'Poolers: NOT TESTED, because pgbouncer is not installed (apt-get install pgbouncer)\n',
      );
    await root(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'pooled'`);
    await root(`CREATE DATABASE ${name} OWNER ${name}`);
    const url = new URL(`${process.env.TEST_POSTGRES!}/${name}`);
    Object.assign(url, { username: name, password: 'pooled' });
    direct = url.href;
  });
  afterAll(() => Promise.all(poolers.map((one) => one.close())));

  it('one that refuses the start parameters: the start says which, and what to set', async () => {
    if (!HAS_PGBOUNCER) return;
    const { url } = await pooler('transaction', '');
    const dir = await newDataDir();
    const { code, output } = await (
      await ServerProcess.spawn({ DATA_DIR: dir, DATABASE_URL: url, JWT_SECRET })
    ).ended();
    await removeDataDir(dir);
    expect([code, output]).toEqual([1, expect.stringContaining(`ignore_startup_parameters = ${SETTINGS}`)]);
    expect(output).toMatch(/refuses the start parameter (statement|idle)\w+/);
  });

  it('in transaction mode processes that start together migrate once, and no lock is left behind', async () => {
    if (!HAS_PGBOUNCER) return;
    const { url } = await pooler('transaction');
    const dirs = await Promise.all([newDataDir(), newDataDir()]);
    const servers = await Promise.all(
      dirs.map((DATA_DIR) => ServerProcess.start({ DATA_DIR, DATABASE_URL: url, JWT_SECRET })),
    );
    const client = new pg.Client(direct);
    await client.connect();
    const locks = await client.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`);
    const users = await client.query('SELECT 1 FROM users');
    await client.end();
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(dirs.map(removeDataDir));
    expect([locks.rowCount, users.rowCount]).toEqual([0, 1]);
  });

  it.each(['transaction', 'session'] as const)(
    'in %s mode chats and backups work; Doctor says what it is',
    async (mode) => {
      if (!HAS_PGBOUNCER) return;
      const { url } = await pooler(mode);
      const portal = await startPortal({ env: { DATABASE_URL: url } });
      try {
        const signIn = () => portal.anyone.login('admin', 'admin123');
        const admin = await signIn();
        const asked = await Promise.all(
          Array.from({ length: 8 }, (_, i) => admin.post('/api/chat', { prompt: `Question ${i} in ${mode} mode` })),
        );
        expect(asked.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
        expect((await admin.get('/api/admin/backup?reason=try')).status).toBe(200);
        const pooled = async () =>
          (
            (await (await signIn()).get('/api/admin/doctor')).body.checks as {
              id: string;
              state: string;
              detail: string;
            }[]
          ).find(({ id }) => id === 'pooler');
        expect(await pooled()).toMatchObject({
          state: 'warn',
          detail: expect.stringContaining('drops the time limits'),
        });
        const console = await admin.post('/api/admin/database/query', { sql: 'SELECT 1' });
        expect(console.body).toMatchObject({ status: 503, detail: expect.stringMatching(/cannot sign in.*pooler/) });
        // With the limits on the role, only the mode is left to tell.
        await root(`ALTER ROLE ${name} SET statement_timeout = '30s'`);
        await portal.restart({ DATABASE_URL: (await pooler(mode)).url });
        expect(await pooled()).toMatchObject({ state: mode === 'session' ? 'ok' : 'note' });
      } finally {
        await root(`ALTER ROLE ${name} RESET statement_timeout`);
        await portal.close();
      }
    },
  );
});
