import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startCluster } from '../src/database/embedded/cluster';
import { openDataDir } from '../src/config/secrets';

/** One real PostgreSQL for all integration tests; each spec file makes a database of its own in it. */
export default async function globalSetup(): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-test-'));
  await chmod(dir, 0o755); // As root, PostgreSQL runs under another account, which has to get in.
  await openDataDir(dir);
  const cluster = await startCluster(dir, 'test');
  process.env.TEST_POSTGRES = `postgres://postgres:test@127.0.0.1:${cluster.port}`;
  Object.assign(globalThis, { testPostgres: { cluster, dir } });
}
