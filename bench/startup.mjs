// Time until the server is ready: cold, on first start and after a crash; and until its first answer.
import { ask, call } from './lib/http.mjs';
import { endPostgres, newDataDir, removeDataDir, signIn, startPortal } from './lib/portal.mjs';

/** The two ways to run without a model server. */
const ENGINES = { auto: 'as it comes', off: 'EMBEDDED_ENGINE=off' };

/** Cold start on a data directory that has been used before. */
export async function coldStart({ runs, sample }) {
  for (const [engine, label] of Object.entries(ENGINES)) {
    const dir = await newDataDir();
    for (let run = -1; run < runs; run++) {
      const portal = await startPortal(dir, { EMBEDDED_ENGINE: engine });
      // The warm-up run prepares the directory and fills the file cache.
      if (run >= 0) sample(`cold-start-${engine}`, `Cold start, ${label}`, 'ms', portal.readyMs);
      await portal.stop();
    }
    await removeDataDir(dir);
  }
}

/** Start on an empty directory: initdb, roles, migrations, first account. */
export async function firstStart({ runs, sample }) {
  for (let run = 0; run < runs; run++) {
    const dir = await newDataDir();
    const portal = await startPortal(dir);
    sample('first-start', 'First start, on an empty data directory', 'ms', portal.readyMs);
    await signIn(portal.url);
    await portal.stop();
    await removeDataDir(dir);
  }
}

/** Time from the start of the process to the first token and to the end of an answer by the built-in demo model. */
export async function firstChat({ runs, sample }) {
  const dir = await newDataDir();
  let expected;
  for (let run = -1; run < runs; run++) {
    const portal = await startPortal(dir, { CACHE_TTL_SECONDS: '0' });
    const { text, first } = await ask(portal.url, await signIn(portal.url), {
      prompt: 'Hello. Who are you?',
      model: 'pocket-demo',
    });
    const ended = performance.now();
    expected ??= text;
    if (!text || text !== expected)
      throw new Error(`the demo model said something else than before: ${JSON.stringify(text)}`);
    if (run >= 0) {
      sample('first-token', 'Process start to first token (demo model)', 'ms', first - portal.spawnedAt);
      sample('first-chat', 'Process start to the end of that answer', 'ms', ended - portal.spawnedAt);
    }
    await portal.stop();
  }
  await removeDataDir(dir);
}

/** `kill -9`, then a new start. All earlier answers must still be there. */
export async function recovery({ runs, sample }) {
  for (const both of [false, true]) {
    const dir = await newDataDir();
    const threads = [];
    for (let run = 0; run < runs; run++) {
      const portal = await startPortal(dir);
      const token = await signIn(portal.url);
      const { text, done } = await ask(portal.url, token, { prompt: `Are you there? ${run}`, model: 'pocket-demo' });
      threads.push({ text, message: done.message_id });
      await portal.kill();
      if (both) await endPostgres(dir, 'SIGKILL');
      const again = await startPortal(dir);
      sample(
        `recovery-${both ? 'both' : 'server'}`,
        both ? 'Ready again after kill -9 of server and PostgreSQL' : 'Ready again after kill -9 of the server',
        'ms',
        again.readyMs,
      );
      await allThere(again.url, threads);
      await again.stop();
    }
    await removeDataDir(dir);
  }
}

async function allThere(url, expected) {
  const token = await signIn(url);
  const { body: threads } = await call(`${url}/api/chat/threads?limit=200`, { token });
  const found = await Promise.all(
    threads.map(async ({ id }) => (await call(`${url}/api/chat/threads/${id}`, { token })).body.messages),
  );
  for (const { text, message } of expected) {
    const saved = found.flat().find(({ id }) => id === message);
    if (saved?.content !== text || saved.status !== 'complete')
      throw new Error(`an answer was lost: ${JSON.stringify(saved)}`);
  }
}
