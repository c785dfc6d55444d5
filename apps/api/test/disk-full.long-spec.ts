import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { execFileSync } from 'node:child_process';
import { chmod, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './clock.js';
import { expectOutage, expectRecovery, load } from './database-load.js';
import { ADMIN_PASSWORD } from './portal.js';
import { newDataDir, ServerProcess } from './process.js';

/** Room for a new database and some megabytes of chats. */
const DISK = 'size=200m,mode=755';

let dir: string;
let fake: FakeLlm;
let mounted = true;
let server: ServerProcess | undefined;
beforeAll(async () => {
  fake = await startFakeLlm();
  dir = await newDataDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    mounted = false;
    process.stderr.write(`F5, disk full: NOT TESTED, because a small disk needs root: ${(error as Error).message}\n`);
  }
});
afterAll(async () => {
  await server?.stop('SIGKILL');
  await fake.close();
  if (mounted) execFileSync('umount', ['-l', dir]);
  await rm(dir, { recursive: true, force: true });
});

/** Takes all the room that is left. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let size = 2 ** 20; size >= 4_096;) {
      try {
        await handle.appendFile(Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size /= 2;
      }
    }
  } finally {
    await handle.close();
  }
}

it(
  'F5: a full disk: what cannot be kept is refused, nothing acknowledged is lost, and room is enough to go on',
  async () => {
    if (!mounted) return;
    await chmod(dir, 0o755);
    server = await ServerProcess.start({ DATA_DIR: dir, OLLAMA_HOST: fake.url, LOG_LEVEL: 'error' });
    const admin = await server.client.login('admin', ADMIN_PASSWORD);
    // Too large for the room that the database has reserved.
    const work = load(admin, () => `load ${'x'.repeat(50_000)} ${Math.random()}`);
    await eventually(() => work.acknowledged.length > 3);
    await fill(path.join(dir, 'filler'));
    await eventually(() => work.others.length > 5);
    expect((await server.client.get('/health')).body).toBe('OK');
    await rm(path.join(dir, 'filler'));
    await expectRecovery(admin, performance.now());
    await work.stop();
    // A full disk can also end PostgreSQL, which starts again.
    expectOutage(work.others, ['database.full', 'database.unavailable']);
    expect(work.others.map(({ body }) => body.code)).toContain('database.full');
    for (const { threadId, messageId } of work.acknowledged) {
      const { messages } = (await admin.get(`/api/chat/threads/${threadId}`)).body;
      expect(messages[1]).toMatchObject({ id: messageId, status: 'complete' });
    }
    const { code, output } = await server.stop();
    expect([code, output.match(/unhandled|uncaught/i)]).toEqual([0, null]);
  },
  3 * 60_000,
);
