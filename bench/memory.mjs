// Resident memory of the idle server.
import { setTimeout as delay } from 'node:timers/promises';
import { newDataDir, postmaster, removeDataDir, startPortal } from './lib/portal.mjs';
import { proportionalMb, residentMb } from './lib/proc.mjs';

const IDLE_MS = 30_000;

export async function idleMemory({ runs, sample }) {
  for (const [engine, label] of [
    ['auto', 'as it comes'],
    ['off', 'EMBEDDED_ENGINE=off'],
  ]) {
    const dir = await newDataDir();
    await (await startPortal(dir, { EMBEDDED_ENGINE: engine })).stop(); // The first start prepares the directory.
    for (let run = 0; run < runs; run++) {
      const portal = await startPortal(dir, { EMBEDDED_ENGINE: engine });
      await delay(IDLE_MS);
      sample(
        `idle-rss-${engine}`,
        `Idle memory of the server (RSS after 30 s), ${label}`,
        'MB',
        residentMb(portal.pid),
      );
      const database = proportionalMb(await postmaster(dir));
      if (database !== null && engine === 'auto')
        sample('idle-postgres', 'Beside it: embedded PostgreSQL, all processes (PSS)', 'MB', database);
      await portal.stop();
    }
    await removeDataDir(dir);
  }
}
