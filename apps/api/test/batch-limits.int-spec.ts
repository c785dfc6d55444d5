import { batchOf, begin, chatLine, over } from './batch-client.js';
import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

// What works while nobody waits takes nothing away from its owner, who does.

let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({
    env: { LLM_MAX_PARALLEL: '2', LLM_MAX_QUEUE_PER_USER: '1', LLM_MAX_PARALLEL_PER_USER: '1', BATCH_PARALLEL: '2' },
  });
  admin = await portal.someone('admin');
});
afterAll(() => portal.close());
beforeEach(async () => {
  portal.fake.setScenario('gated');
  portal.fake.clear();
  ada = await portal.someone('developer');
  await admin.put(`/api/admin/users/${ada.id}/quota`, { parallel_runs: 1 });
});
afterEach(() => portal.fake.release(Infinity));

const lines = (n: number) => Array.from({ length: n }, (_, i) => chatLine(`line ${i + 1}`));
const asks = (text: string) => portal.fake.waitForRequest(({ rawBody }) => rawBody.includes(text));
const chat = (prompt: string) => ada.stream('/api/chat', { prompt, stream: true, cache: 'bypass' });

it('a batch leaves its owner the answers at a time and the places in the queue', async () => {
  const id = await begin(ada, lines(20));
  await asks('line 1');
  const question = await chat('a person');
  await asks('a person');
  expect((await batchOf(ada, id)).request_counts.completed).toBe(0);
  portal.fake.release(Infinity);
  await until(question[Symbol.asyncIterator](), 'done');
  expect((await over(ada, id)).request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
});

it('a batch goes on while its owner has all the answers at a time', async () => {
  const question = await chat('scenario:endless a person');
  await asks('a person');
  portal.fake.setScenario('hello');
  const id = await begin(ada, lines(4));
  expect((await over(ada, id)).request_counts).toEqual({ total: 4, completed: 4, failed: 0 });
  await ada.post(`/api/chat/runs/${question.runId}/stop`);
});

it('a scheduled prompt leaves its owner the answers at a time, and waits for none', async () => {
  const body = { name: 'Night', prompt: 'by night', cron: '0 3 * * *', timezone: 'UTC' };
  const { id } = (await ada.post('/api/chat/schedules', body)).body;
  const question = await chat('by day');
  await asks('by day');
  await portal.sql('UPDATE chat_schedules SET next_run_at = now()');
  await ada.patch(`/api/chat/schedules/${id}`, { name: 'Night' });
  await asks('by night');
  portal.fake.release(Infinity);
  await until(question[Symbol.asyncIterator](), 'done');
  await eventually(async () => (await ada.get('/api/chat/schedules')).body[0].last_run_at !== null);

  portal.fake.setScenario('gated');
  portal.fake.clear();
  await portal.sql('UPDATE chat_schedules SET next_run_at = now()');
  await ada.patch(`/api/chat/schedules/${id}`, { name: 'Night' });
  await asks('by night');
  await chat('by day again');
  await asks('by day again');
});
