import { rm } from 'node:fs/promises';
import type { Cluster } from '../src/database/embedded/cluster';

export default async function globalTeardown(): Promise<void> {
  const { cluster, dir } = (globalThis as unknown as { testPostgres: { cluster: Cluster; dir: string } }).testPostgres;
  await cluster.stop();
  await rm(dir, { recursive: true, force: true });
}
