import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  const { cluster, dir } = globalThis.testPostgres;
  await cluster.stop();
  await rm(dir, { recursive: true, force: true });
}
