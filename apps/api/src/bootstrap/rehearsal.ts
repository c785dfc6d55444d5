import { createApp } from './app.setup.js';
import { ENTITIES } from './entities.js';
import { loadEnv } from '../config/env.js';
import { isUnconnected, unconnected } from '../database/data-source.js';
import { SqlConsole } from '../modules/admin/index.js';

/**
 * Puts the application together as a start does, with neither a database nor a port, so that the build can keep the
 * compiled code of it. It ends where the first part asks the database; by then every route is there.
 */
export async function rehearse(): Promise<void> {
  await createApp({
    env: loadEnv({ LOG_LEVEL: 'error' }),
    backends: [],
    jwtKey: 'rehearsal',
    dataSource: unconnected(ENTITIES),
    console: Promise.resolve(new SqlConsole({ readerUrl: null, writerUrl: null, entry: '' })),
  }).catch((error: unknown) => {
    if (!isUnconnected(error)) throw error;
  });
}
