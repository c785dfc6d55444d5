import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './clock.js';
import { ADMIN_PASSWORD } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

/** The guarantee's bound for serving again. */
const RECOVERY_MS = 5_000;

let dir: string;
let fake: FakeLlm;
let server: ServerProcess;
beforeAll(async () => {
  dir = await newDataDir();
  fake = await startFakeLlm();
  server = await ServerProcess.start({ DATA_DIR: dir, OLLAMA_HOST: fake.url });
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await removeDataDir(dir);
  await fake.close();
});

const postmaster = async () =>
  Number((await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);

it('F5: the embedded PostgreSQL, killed under the portal, is started again and has lost nothing', async () => {
  const admin = await server.client.login('admin', ADMIN_PASSWORD);
  const chat = (await admin.post('/api/chat', { prompt: 'before' })).body;
  const killed = await postmaster();
  process.kill(killed, 'SIGKILL');
  const since = performance.now();
  const replies: number[] = [];
  await eventually(async () => {
    replies.push((await admin.get(`/api/chat/threads/${chat.thread_id}`)).status);
    return (await postmaster()) !== killed && replies.at(-1) === 200;
  });
  expect(performance.now() - since).toBeLessThan(RECOVERY_MS);
  expect(replies.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const { messages } = (await admin.get(`/api/chat/threads/${chat.thread_id}`)).body;
  expect(messages[1]).toMatchObject({ status: 'complete', content: chat.response });
  const own = await postmaster();
  expect((await server.stop()).code).toBe(0);
  expect(() => process.kill(own, 0)).toThrow();
});
