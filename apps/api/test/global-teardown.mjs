import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  if (!globalThis.testPostgres) return;
  const { cluster, dir } = globalThis.testPostgres;
  await cluster.stop();
  await rm(dir, { recursive: true, force: true });
}
