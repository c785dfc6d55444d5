import { DataSource } from 'typeorm';
import { createApp } from './app.setup.js';
import { ENTITIES } from './entities.js';
import { loadEnv } from '../config/env.js';
import { dataSourceOptions } from '../database/data-source.js';
import { SqlConsole } from '../modules/admin/index.js';

/** A port on which nothing listens. */
const NOWHERE = 'postgres://127.0.0.1:1/none';

/** Knows the tables, as after it has connected. */
class UnconnectedDataSource extends DataSource {
  async build(): Promise<this> {
    await this.buildMetadatas();
    return Object.assign(this, { isInitialized: true });
  }
}

/**
 * Puts the application together as a start does, with neither a database nor a port, so that the build can keep the
 * compiled code of it. It ends where the first part asks the database; by then every route is there.
 */
export async function rehearse(): Promise<void> {
  const env = loadEnv({ LOG_LEVEL: 'error' });
  const dataSource = await new UnconnectedDataSource(dataSourceOptions(NOWHERE, ENTITIES)).build();
  const console = new SqlConsole({ readerUrl: null, writerUrl: null, entry: '' });
  await createApp({
    env,
    backends: [],
    jwtKey: 'rehearsal',
    dataSource: Promise.resolve(dataSource),
    console: Promise.resolve(console),
  }).catch(() => undefined);
}
