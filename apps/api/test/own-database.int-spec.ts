import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { loadEnv } from '../src/config/env.js';
import { startServer } from '../src/bootstrap/server.js';
import { selfSigned } from './certificate.js';
import { FakePostgres, type Conduct } from './fake-postgres.js';
import { JWT_SECRET } from './portal.js';
import { freePort, newDataDir, removeDataDir } from './process.js';

// A database of one's own is looked at before the first migration: what is wrong with it is one sentence that says what
// to do, without any piece of its password.

const PASSWORD = 'Tr0ub4dor&3';
const created: string[] = [];
let dir: string;
beforeAll(async () => (dir = await newDataDir()));
afterAll(async () => {
  for (const name of created) await asRoot(`DROP DATABASE IF EXISTS ${name}`, `DROP ROLE IF EXISTS ${name}`);
  await removeDataDir(dir);
});

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  return work(client).finally(() => client.end());
}

const run = (url: string, statements: string[]) =>
  connected(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
const asRoot = (...statements: string[]) => run(`${process.env.TEST_POSTGRES!}/postgres`, statements);

/** A role with its own database. @returns their name, and the address under which the role reaches it */
async function newDatabase(more = ''): Promise<{ name: string; url: string }> {
  const name = `own_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  created.push(name);
  await asRoot(`CREATE ROLE ${name} LOGIN PASSWORD '${PASSWORD}'`, `CREATE DATABASE ${name} ${more}`);
  return { name, url: addressOf(name) };
}

function addressOf(user: string, database = user): string {
  const url = new URL(`${process.env.TEST_POSTGRES!}/${database}`);
  Object.assign(url, { username: user, password: encodeURIComponent(PASSWORD) });
  return url.href;
}

/** The sentence with which the server refuses to start on this database. */
async function refusal(url: string): Promise<string> {
  const env = loadEnv({
    NODE_ENV: 'test',
    DATA_DIR: dir,
    PORT: '0',
    DATABASE_URL: url,
    OLLAMA_HOST: 'off',
    JWT_SECRET,
  });
  const message = await startServer(env).then(
    async (server) => {
      await server.close();
      return 'it started';
    },
    (error: Error) => error.message,
  );
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(message).not.toContain(secret);
  expect(message).not.toMatch(/\n|\s{2}|\bat [A-Z_a-z.]+ \(/);
  return message;
}

describe('a real server', () => {
  it('whose database is not encoded in UTF-8', async () => {
    const { name, url } = await newDatabase(`ENCODING 'LATIN1' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`);
    expect(await refusal(url)).toMatch(
      new RegExp(`${name} is encoded in LATIN1.* run CREATE DATABASE "${name}_utf8" .*ENCODING 'UTF8'`),
    );
  });

  it('whose role may not create tables, until it may', async () => {
    const { name, url } = await newDatabase();
    await run(`${process.env.TEST_POSTGRES!}/${name}`, ['REVOKE CREATE ON SCHEMA public FROM PUBLIC']);
    const sentence = await refusal(url);
    expect(sentence).toContain(`${name} may not create tables in the schema public of ${name}`);
    await run(`${process.env.TEST_POSTGRES!}/${name}`, [/GRANT CREATE .*"(?=\.)/.exec(sentence)![0]]);
    expect(await refusal(url)).toBe('it started');
  });

  it('whose tables belong to another role', async () => {
    const { name, url } = await newDatabase();
    await run(`${process.env.TEST_POSTGRES!}/${name}`, [
      'CREATE TABLE users ()',
      `GRANT CREATE ON SCHEMA public TO ${name}`,
    ]);
    expect(await refusal(url)).toMatch(
      new RegExp(`the table users belongs to postgres, so ${name} cannot change it: run REASSIGN OWNED BY`),
    );
  });

  it('that has no schema for the role, or only reads', async () => {
    const { name, url } = await newDatabase();
    await asRoot(`ALTER ROLE ${name} SET search_path = nowhere`);
    expect(await refusal(url)).toContain(`run CREATE SCHEMA public AUTHORIZATION "${name}"`);
    await asRoot(`ALTER ROLE ${name} RESET search_path`, `ALTER ROLE ${name} SET default_transaction_read_only = on`);
    expect(await refusal(url)).toContain('let DATABASE_URL lead to the primary');
  });

  it('that does not know the database, or refuses the role', async () => {
    const { name, url } = await newDatabase();
    expect(await refusal(addressOf(name, 'nowhere'))).toContain('run CREATE DATABASE "nowhere"');
    await asRoot(`ALTER ROLE ${name} NOLOGIN`);
    expect(await refusal(url)).toContain(`it does not let ${name} in`);
  });

  it('nothing listens there', async () => {
    const port = await freePort();
    expect(await refusal(`postgres://chat:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/chat`)).toContain(
      `nothing answers at 127.0.0.1:${port} (ECONNREFUSED)`,
    );
  });
});

describe('a server or pooler that no package brings', () => {
  /** What version 13 answers to the first question. */
  const FACTS = {
    version: '13.4',
    number: '130004',
    encoding: 'UTF8',
    database: 'chat',
    role: 'chat',
    schema: 'public',
    read_only: 'false',
    may_create: 'true',
    foreign_table: null,
    foreign_owner: null,
  };

  const refusedBy = async (conduct: Conduct, more = '', host = '127.0.0.1') => {
    const fake = await FakePostgres.start(conduct);
    try {
      return await refusal(`postgres://chat:${encodeURIComponent(PASSWORD)}@${host}:${fake.port}/chat${more}`);
    } finally {
      await fake.close();
    }
  };

  it('that is too old', async () => {
    expect(await refusedBy({ row: FACTS })).toMatch(/PostgreSQL 13\.4 is too old: upgrade it to 14 or newer/);
  });

  it.each(['statement_timeout', 'idle_in_transaction_session_timeout'])(
    'that refuses the start parameter %s',
    async (unknownParameter) => {
      expect(await refusedBy({ unknownParameter, row: FACTS })).toMatch(
        new RegExp(
          `pooler .* refuses the start parameter ${unknownParameter}: .* ignore_startup_parameters = ` +
            'statement_timeout, idle_in_transaction_session_timeout in pgbouncer.ini',
        ),
      );
    },
  );

  it.each(['no pg_hba.conf entry for host "10.0.0.1", user "chat", database "chat", no encryption', 'SSL required'])(
    'that takes encrypted connections only: %s',
    async (message) => {
      expect(await refusedBy({ refusesPlain: { code: '28000', message } })).toMatch(
        /takes encrypted connections only: add \?sslmode=verify-full/,
      );
    },
  );

  it('whose certificate is signed by itself', async () => {
    const tls = await selfSigned();
    expect(await refusedBy({ tls, row: FACTS }, '?sslmode=verify-full', 'localhost')).toMatch(
      /certificate of localhost:\d+ is signed by itself .*&sslrootcert=.*sslmode=no-verify/,
    );
    // With the advice it gets as far as the version.
    expect(await refusedBy({ tls, row: FACTS }, '?sslmode=no-verify')).toContain('is too old');
  });

  it('that does not speak TLS although it is asked for', async () => {
    expect(await refusedBy({ row: FACTS }, '?sslmode=verify-full')).toMatch(/does not speak TLS, which sslmode/);
  });

  it('that repeats the password in its error', async () => {
    const message = `odd failure for ${PASSWORD} and ${encodeURIComponent(PASSWORD)}`;
    expect(await refusedBy({ refusesPlain: { code: 'XX000', message } })).toContain('odd failure for … and …');
  });
});
