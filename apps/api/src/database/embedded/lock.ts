import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DataDirError } from '../../config/secrets.js';
import { isAlive, startedAt } from './process.js';

/**
 * One server process per data directory: two would compete for one embedded database. The lock file has the process id
 * and its start time, so that a lock left by `kill -9` is recognised even when the id is in use again.
 * @returns a function that releases the lock
 * @throws DataDirError when a running process holds it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'server.lock');
  const mine = `${process.pid} ${startedAt(process.pid) ?? ''}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, mine, { flag: 'wx' });
      return async () => {
        if ((await readFile(file, 'utf8').catch(() => '')) === mine) await rm(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = 0, started = ''] = (await readFile(file, 'utf8').catch(() => ''))
      .split(' ')
      .map((part, i) => (i === 0 ? Number(part) : part)) as [number, string];
    const held = pid > 0 && isAlive(pid) && (started === '' || startedAt(pid) === started);
    if (held) {
      throw new DataDirError(
        `Another Pocket-LLM (process ${pid}) is using the data directory ${dataDir}. Stop it first, or set ` +
          'DATA_DIR and PORT to start a second one.',
      );
    }
    await rm(file, { force: true });
  }
  throw new DataDirError(`The data directory ${dataDir} is being taken by another starting process. Try again.`);
}
