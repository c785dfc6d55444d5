// A connection of our own to a portal's embedded PostgreSQL.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pg } from './packages.mjs';

const NAME = 'pocket_llm';

/** Connects to the database of a data directory whose server runs, as the product does. */
export const connect = async (dir) =>
  connectAs(dir, NAME, (await readFile(path.join(dir, 'secrets/database'), 'utf8')).trim());

/** The same with every right. */
export const connectAsSuperuser = async (dir) =>
  connectAs(dir, 'postgres', (await readFile(path.join(dir, 'secrets/postgres'), 'utf8')).trim());

async function connectAs(dir, user, password) {
  const port = (await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3];
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user, database: NAME, password });
  client.on('error', () => undefined); // The portal's exit ends it.
  await client.connect();
  return client;
}
