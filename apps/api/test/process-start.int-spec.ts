import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Client } from './client.js';
import { JWT_SECRET } from './portal.js';
import { freePort, newDataDir, removeDataDir, ServerProcess } from './process.js';

let dir: string;
let fake: FakeLlm;
const running: ServerProcess[] = [];
const start = async (env: NodeJS.ProcessEnv = {}) => {
  const server = await ServerProcess.start({ DATA_DIR: dir, OLLAMA_HOST: fake.url, ...env });
  running.push(server);
  return server;
};

beforeEach(async () => {
  dir = await newDataDir();
  fake = await startFakeLlm();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop('SIGKILL')));
  await removeDataDir(dir);
  await fake.close();
});

const asAdmin = (server: ServerProcess): Promise<Client> => server.client.login('admin', 'admin123');

it('the server is loaded as the build has compiled it, under the flags under which it starts', async () => {
  const dist = pathToFileURL(path.resolve(__dirname, '../dist/bootstrap'));
  const script = `import { loadBundle } from '${dist}/bundle.js';
    import { growYoungGeneration } from '${dist}/heap.js';
    growYoungGeneration(false);
    process.stdout.write(String(loadBundle('${dist.pathname}/process.cjs').isCompiled));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('true');
});

describe('a start that cannot work fails with instructions', () => {
  const refusal = async (env: NodeJS.ProcessEnv) => {
    const { code, output } = await (await ServerProcess.spawn({ DATA_DIR: dir, ...env })).ended();
    expect(code).toBe(1);
    expect(output).not.toMatch(/\n\s+at /); // No stack.
    return output;
  };

  it('bad variables: all at once, by name, without their values', async () => {
    const output = await refusal({
      PORT: '123456',
      LLM_MAX_PARALLEL: 'many',
      OLLAMA_HOST: 'http://',
      JWT_SECRET: 'short-and-secret',
    });
    for (const name of ['PORT', 'LLM_MAX_PARALLEL', 'OLLAMA_HOST', 'JWT_SECRET'])
      expect(output).toMatch(new RegExp(`- ${name}: expected .+\\.`));
    for (const value of ['123456', 'many', 'short-and-secret']) expect(output).not.toContain(value);
  });

  it('J6: an example secret in production', async () => {
    expect(await refusal({ NODE_ENV: 'production', JWT_SECRET: 'changeme-changeme-changeme-changeme' })).toContain(
      'JWT_SECRET',
    );
  });

  it('a second process on the same data directory', async () => {
    const first = await start();
    expect(await refusal({})).toMatch(
      /Another Pocket-LLM \(process \d+\) is using the data directory .* Stop it first/,
    );
    expect((await first.client.get('/health')).body).toBe('OK');
  });

  it('a port in use, and the data directory is free again afterwards', async () => {
    const port = await freePort();
    const first = await start({ PORT: String(port) });
    const other = await newDataDir();
    try {
      expect(await refusal({ PORT: String(port), DATA_DIR: other })).toMatch(`Port ${port} on 127.0.0.1 is taken`);
      const second = await start({ DATA_DIR: other });
      await second.stop();
    } finally {
      await removeDataDir(other);
    }
    expect((await first.client.get('/health')).body).toBe('OK');
  });

  it('a data directory that is a file, or is not writable', async () => {
    await writeFile(path.join(dir, 'file'), '');
    expect(await refusal({ DATA_DIR: path.join(dir, 'file') })).toMatch(/cannot be written .* set DATA_DIR/);
    if (process.getuid?.() === 0) return; // Root may write everywhere.
    await mkdir(path.join(dir, 'closed'));
    await chmod(path.join(dir, 'closed'), 0o500);
    expect(await refusal({ DATA_DIR: path.join(dir, 'closed') })).toMatch(/cannot be written .* set DATA_DIR/);
  });

  it('a database that does not answer', async () => {
    expect(await refusal({ DATABASE_URL: `postgres://nobody:secret-word@127.0.0.1:${await freePort()}/none` })).toMatch(
      /The database of DATABASE_URL cannot be used/,
    );
  });
});

describe('with the operator’s own database', () => {
  const newDatabase = async () => {
    const name = `process_${randomUUID().replaceAll('-', '')}`;
    const client = new pg.Client(`${process.env.TEST_POSTGRES}/postgres`);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return `${process.env.TEST_POSTGRES}/${name}`;
  };

  it('two processes that start together migrate once and serve both', async () => {
    const env = { DATABASE_URL: await newDatabase(), JWT_SECRET };
    const [a, b] = await Promise.all([start(env), start(env)]);
    const admin = await asAdmin(a);
    const elsewhere = new Map([
      ['authorization', String((admin as unknown as { headers: Record<string, string> }).headers.authorization)],
    ]);
    expect((await b.client.with(Object.fromEntries(elsewhere)).get('/api/auth/me')).body.username).toBe('admin');
    const client = new pg.Client(env.DATABASE_URL);
    await client.connect();
    expect((await client.query('SELECT count(*)::int AS n FROM migrations')).rows[0].n).toBeGreaterThan(0);
    expect((await client.query(`SELECT count(*)::int AS n FROM users`)).rows[0].n).toBe(1);
    await client.end();
  });

  it('two portals on one server, each with its own secret, have separate consoles', async () => {
    const answers = async (server: ServerProcess) =>
      (
        await (
          await asAdmin(server)
        ).post('/api/admin/database/query', {
          sql: 'SELECT current_database() AS here, (SELECT count(*) FROM users) AS people',
        })
      ).body.rows;
    const own = async (secret: string) =>
      start({ DATABASE_URL: await newDatabase(), JWT_SECRET: `${secret}-0123456789abcdef0123456789abcdef` });
    const a = await own('one');
    const [first] = await answers(a);
    const b = await own('two');
    const [second] = await answers(b);
    expect(second).not.toEqual(first);
    expect(await answers(a)).toEqual([first]);
  });

  it('a database owner who may create roles gets the console, without secrets and with the write mode', async () => {
    const url = new URL(await newDatabase());
    const name = url.pathname.slice(1);
    const client = new pg.Client(`${process.env.TEST_POSTGRES}/postgres`);
    await client.connect();
    await client.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'plain'`);
    await client.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
    Object.assign(url, { username: name, password: 'plain' });
    const env = { DATABASE_URL: url.href, JWT_SECRET, ADMIN_SQL_WRITE: 'true' };
    const answer = async (server: ServerProcess, sql: string) =>
      (await (await asAdmin(server)).post('/api/admin/database/query', { sql })).body;
    const first = await start(env);
    expect((await answer(first, 'SELECT count(*) FROM users')).rows).toEqual([['1']]);
    for (const sql of [
      'SELECT password_hash FROM users',
      'SELECT password_hash FROM public.users',
      'CREATE TEMP TABLE x (a int)',
    ])
      expect((await answer(first, sql)).sqlstate).toMatch(/^(42|25006)/);
    await first.stop();
    // The roles exist by now. One that was given more rights than it should have is not used.
    const second = await start(env);
    expect((await answer(second, 'SELECT count(*) FROM users')).rows).toEqual([['1']]);
    await second.stop();
    await client.query(`ALTER ROLE pocket_llm_console_${name} CREATEDB`);
    await client.end();
    expect((await answer(await start(env), 'SELECT 1')).detail).toContain('may more than it shall');
  });

  it('in production it uses ADMIN_PASSWORD, or prints a random one once', async () => {
    const env = { NODE_ENV: 'production', DATABASE_URL: await newDatabase(), JWT_SECRET };
    const first = await start(env);
    expect((await first.client.post('/api/auth/login', { username: 'admin', password: 'admin123' })).status).toBe(401);
    const { output } = await first.stop();
    const password = /admin \/ (\S{16})/.exec(output)![1]!;
    const second = await start(env);
    await expect(second.client.login('admin', password)).resolves.toBeTruthy();
    expect((await second.stop()).output).not.toContain(password);
    const chosen = await start({ ...env, DATABASE_URL: await newDatabase(), ADMIN_PASSWORD: 'chosen by the operator' });
    await expect(chosen.client.login('admin', 'chosen by the operator')).resolves.toBeTruthy();
  });
});
