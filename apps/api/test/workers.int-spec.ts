import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { readFileSync } from 'node:fs';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// WORKERS: several processes that share one port.

let dir: string;
let redis: FakeRedis;
let fake: FakeLlm;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [dir, redis, fake] = [await newDataDir(), await FakeRedis.start(), await startFakeLlm()];
  env = {
    DATA_DIR: dir,
    DATABASE_URL: await newDatabase(),
    REDIS_URL: redis.url,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    JWT_SECRET,
    ADMIN_PASSWORD,
    LOG_LEVEL: 'error',
    WORKERS: '2',
  };
});
afterAll(async () => {
  await Promise.all([fake.close(), redis.close(), removeDataDir(dir)]);
});

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

it('share a port, are counted together, are started again when they end, and stop together', async () => {
  const server = await ServerProcess.start(env);
  const pid = server.child.pid!;
  await eventually(() => childrenOf(pid).length === 2);
  const workers = childrenOf(pid);
  const admin = await server.client.login('admin', ADMIN_PASSWORD);

  const counted = async (): Promise<number> => {
    const page = String((await server.client.get('/metrics')).body);
    return Number(/^pocket_llm_http_requests_total\{route="\/api\/models",.*\} (\d+)$/m.exec(page)?.[1] ?? 0);
  };
  await Promise.all(Array.from({ length: 20 }, () => admin.get('/api/models')));
  await eventually(async () => (await counted()) === 20);

  process.kill(workers[1]!, 'SIGKILL');
  await server.prints('A server process has ended (SIGKILL)');
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => admin.post('/api/chat', { prompt: 'still there?' })),
  );
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  await eventually(() => childrenOf(pid).filter((one) => !workers.includes(one)).length === 1);

  const { code, output } = await server.stop();
  expect([code, output.match(/unhandled|uncaught/i), output.match(/Pocket-LLM is running/g)]).toEqual([
    0,
    null,
    ['Pocket-LLM is running'],
  ]);
});

it.each(['REDIS_URL', 'DATABASE_URL'])('need %s, and say so', async (name) => {
  const { code, output } = await (await ServerProcess.spawn({ ...env, [name]: undefined })).ended();
  expect([code, output]).toEqual([1, expect.stringContaining('WORKERS: expected 1, or DATABASE_URL and REDIS_URL')]);
});

it('when the first cannot start, none does, and the reason is told once', async () => {
  const { code, output } = await (
    await ServerProcess.spawn({ ...env, DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' })
  ).ended();
  expect([code, output.match(/database/gi)?.length]).toEqual([1, expect.any(Number)]);
  expect(output).not.toContain('another one starts');
});
