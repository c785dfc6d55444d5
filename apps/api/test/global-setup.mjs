import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from '../../../scripts/build.mjs';

/**
 * One real PostgreSQL for all integration tests; each spec file makes a database of its own in it. Works on the built product, because
 * Jest does not resolve modules for its setup file as it does for tests; the specs that start the server as a process need it as well.
 */
export default async function globalSetup() {
  await build({ web: false });
  const { startCluster } = await import('../dist/database/embedded/cluster.js');
  const { openDataDir } = await import('../dist/config/secrets.js');
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-test-'));
  await chmod(dir, 0o755); // As root, PostgreSQL runs under another account, which has to get in.
  await openDataDir(dir);
  const cluster = await startCluster(dir, 'test');
  process.env.TEST_POSTGRES = `postgres://postgres:test@127.0.0.1:${cluster.port}`;
  globalThis.testPostgres = { cluster, dir };
}
