import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startFakeLlm, type FakeLlm, type FakeLlmOptions } from '@pocket-llm/fake-llm';
import { loadEnv } from '../src/config/env.js';
import { startServer, type Server } from '../src/bootstrap/server.js';
import { Client } from './client.js';

export const ADMIN_PASSWORD = 'admin123';
/**
 * The same for all portals on one test database server: the console's role belongs to the server, and its password
 * derives from this secret.
 */
export const JWT_SECRET = 'integration-tests-0123456789abcdef';
export const PASSWORD = 'correct horse battery';

/**
 * A whole portal on a free port, with its own database and fake model server. One per spec file: passport has one
 * registry of strategies per process, so a second application would answer for the first.
 */
export type Person = Client & { id: string; username: string };

export interface Portal {
  server: Server;
  fake: FakeLlm;
  /** Folder of the embedded engine's models. */
  folder: string;
  /** An anonymous caller. */
  anyone: Client;
  /** Creates an account with this role and signs it in. */
  someone(role?: 'user' | 'developer' | 'admin', name?: string): Promise<Person>;
  /** Queries the database directly. */
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  /** Stops the server and starts another one on the same database. */
  restart(env?: NodeJS.ProcessEnv): Promise<void>;
  close(): Promise<void>;
}

/** A database on the test server, migrated unless it is made from another template. @returns its URL */
export async function newDatabase(template = process.env.TEST_TEMPLATE): Promise<string> {
  const server = process.env.TEST_POSTGRES!;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client(`${server}/postgres`);
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await client.end();
  return `${server}/${name}`;
}

export async function startPortal(options: { env?: NodeJS.ProcessEnv; fake?: FakeLlmOptions } = {}): Promise<Portal> {
  const fake = await startFakeLlm(options.fake);
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-portal-'));
  await chmod(dir, 0o755);
  const base = {
    NODE_ENV: 'test',
    DATA_DIR: dir,
    PORT: '0',
    DATABASE_URL: await newDatabase(),
    OLLAMA_HOST: fake.url,
    EMBEDDED_ENGINE: 'off',
    JWT_SECRET,
    LOG_LEVEL: 'error',
    // A title is one more call of the model, which tests that count them do not expect.
    TITLE_MODEL: 'off',
    ...options.env,
  };
  let server = await startServer(loadEnv(base));
  const pool = new pg.Pool({ connectionString: base.DATABASE_URL, max: 2 });
  pool.on('error', () => undefined);
  let people = 0;
  const portal: Portal = {
    server,
    fake,
    folder: path.join(dir, 'models'),
    anyone: new Client(server.url),
    async someone(role = 'user', name = `${role}-${++people}-${process.pid}`) {
      const admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
      const { body } = await admin.post('/api/auth/register', {
        username: name,
        email: `${name}@example.org`,
        password: PASSWORD,
        role,
      });
      return Object.assign(await portal.anyone.login(name, PASSWORD), { id: body.user.id as string, username: name });
    },
    sql: async <T>(text: string, values?: unknown[]) => (await pool.query(text, values)).rows as T[],
    async restart(env) {
      await server.close();
      server = portal.server = await startServer(loadEnv({ ...base, ...env }));
      portal.anyone = new Client(server.url);
    },
    async close() {
      await server.close();
      await pool.end();
      await fake.close().catch(() => undefined); // A test may have closed it already.
      await rm(dir, { recursive: true, force: true });
    },
  };
  return portal;
}
