import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { build } from '../../../scripts/build.mjs';

/** A crash of the machine loses a test's data, and nobody misses it: the disk need not be waited for. */
const FAST = ['fsync', 'synchronous_commit', 'full_page_writes'];

/**
 * One real PostgreSQL for all integration tests. Each spec file has a database of its own in it, copied from a template
 * that is migrated once. Works on the built product, because Jest does not resolve modules for its setup file as it
 * does for tests; the specs that start the server as a process need it as well.
 */
export default async function globalSetup() {
  // `pnpm test:defects` runs Jest many times over one server of its own.
  if (process.env.TEST_POSTGRES) return;
  await build();
  const { startCluster } = await import('../dist/database/embedded/cluster.js');
  const { openDatabase } = await import('../dist/database/data-source.js');
  const { ENTITIES } = await import('../dist/bootstrap/entities.js');
  const { openDataDir } = await import('../dist/config/secrets.js');
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-test-'));
  await chmod(dir, 0o755); // As root, PostgreSQL runs under another account, which has to get in.
  await openDataDir(dir);
  const cluster = await startCluster(dir, 'test');
  const server = `postgres://postgres:test@127.0.0.1:${cluster.port}`;
  const client = new pg.Client(`${server}/postgres`);
  await client.connect();
  for (const name of FAST) await client.query(`ALTER SYSTEM SET ${name} = off`);
  await client.query('SELECT pg_reload_conf()');
  await client.query('CREATE DATABASE migrated');
  await client.end();
  await (await openDatabase(`${server}/migrated`, ENTITIES)).destroy();
  Object.assign(process.env, { TEST_POSTGRES: server, TEST_TEMPLATE: 'migrated' });
  globalThis.testPostgres = { cluster, dir };
}
