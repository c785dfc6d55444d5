// A connection of our own to a portal's embedded PostgreSQL.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pg } from './packages.mjs';

const NAME = 'pocket_llm';

/** Connects to the database of a data directory whose server runs. */
export async function connect(dir) {
  const port = (await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3];
  const password = (await readFile(path.join(dir, 'secrets/database'), 'utf8')).trim();
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: NAME, database: NAME, password });
  client.on('error', () => undefined); // The portal's exit ends it.
  await client.connect();
  return client;
}
