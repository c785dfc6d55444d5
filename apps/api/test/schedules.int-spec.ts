import { DEFAULT_MODELS } from '@pocket-llm/fake-llm';
import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { LLM_MAX_PARALLEL: '1', SCHEDULES_MAX: '3' } });
  admin = await portal.someone('admin');
});
afterAll(() => portal.close());
beforeEach(async () => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
  ada = await portal.someone();
});

const PATH = '/api/chat/schedules';
const NEWS = { name: 'News', prompt: 'What is new?', cron: '30 7 * * 1-5', timezone: 'Europe/Berlin' };
const create = async (more: object = {}) => (await ada.post(PATH, { ...NEWS, ...more })).body;
const schedule = async () => (await ada.get(PATH)).body[0];
const threads = async () => (await ada.get('/api/chat/threads')).body as { id: string; title: string }[];
/** As if its time had come, and gone, while no server ran. */
const makeDue = async (id: string, more = '') => {
  await portal.sql(
    `UPDATE chat_schedules SET next_run_at = now() - interval '3 days',
       claimed_until = CASE WHEN claim IS NOT NULL THEN claimed_until END${more} WHERE id = $1`,
    [id],
  );
  // Every change lets the server look.
  await ada.patch(`${PATH}/${id}`, { name: NEWS.name });
};
const promptsAsked = () =>
  portal.fake.requests
    .filter(({ path }) => path === '/api/chat')
    .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);

it('is kept, shown with its next time, changed, paused, resumed and deleted', async () => {
  const made = await create({ model: 'gemma2:2b' });
  expect(made).toMatchObject({ ...NEWS, model: 'gemma2:2b', continues: false, paused: false, running: false });
  expect(new Date(made.next_run_at).getTime()).toBeGreaterThan(Date.now());
  const { times } = (await ada.get(`${PATH}/times?cron=${encodeURIComponent(NEWS.cron)}&timezone=Europe/Berlin`)).body;
  expect(times).toEqual([made.next_run_at, expect.any(String), expect.any(String)]);
  const paused = (await ada.patch(`${PATH}/${made.id}`, { paused: true, model: null })).body;
  expect(paused).toMatchObject({ paused: true, next_run_at: null, model: null });
  const resumed = (await ada.patch(`${PATH}/${made.id}`, { paused: false, cron: '0 8 * * *' })).body;
  expect(resumed).toMatchObject({ paused: false, cron: '0 8 * * *', next_run_at: expect.any(String) });
  expect((await ada.delete(`${PATH}/${made.id}`)).status).toBe(204);
  expect((await ada.get(PATH)).body).toEqual([]);
});

it.each([
  ['often', { cron: '* * * * *' }, 400, '/cron'],
  ['unreadable', { cron: 'at dawn' }, 400, '/cron'],
  ['impossible', { cron: '0 0 30 2 *' }, 400, '/cron'],
  ['elsewhere', { timezone: 'Mars/Olympus' }, 400, '/timezone'],
  ['empty', { prompt: ' ' }, 400, '/prompt'],
])('refuses times or prompts that are %s', async (_, more, status, pointer) => {
  const reply = await ada.post(PATH, { ...NEWS, ...more });
  expect([reply.status, reply.body.errors[0].pointer]).toEqual([status, pointer]);
});

it('has no more of them than the setting says', async () => {
  for (let i = 0; i < 3; i++) await create();
  const refused = await ada.post(PATH, NEWS);
  expect([refused.status, refused.body.code]).toEqual([409, 'schedule.too-many']);
});

it('is asked when it is due, once for all the times that were missed, in a thread of its own', async () => {
  const { id } = await create();
  await makeDue(id);
  await eventually(async () => (await schedule()).last_run_at !== null);
  const after = await schedule();
  expect(after).toMatchObject({ failures: 0, last_error: null, running: false, thread_id: expect.any(String) });
  expect(new Date(after.next_run_at).getTime()).toBeGreaterThan(Date.now());
  const [thread, ...others] = await threads();
  expect([thread!.id, others]).toEqual([after.thread_id, []]);
  expect(thread!.title).toMatch(/^News · \d{4}-\d\d-\d\d$/);
  const { messages } = (await ada.get(`/api/chat/threads/${thread!.id}`)).body;
  expect(messages).toMatchObject([{ content: NEWS.prompt }, { role: 'assistant', status: 'complete' }]);

  await makeDue(id);
  await eventually(async () => (await threads()).length === 2);
});

it('goes on in one thread when it is asked to, and in a new one when that is deleted', async () => {
  const { id } = await create({ continues: true });
  for (const count of [2, 4]) {
    await makeDue(id);
    await eventually(async () => (await threads())[0] !== undefined && !(await schedule()).running);
    const [thread, ...others] = await threads();
    expect([thread!.title, others]).toEqual(['News', []]);
    await eventually(async () => (await ada.get(`/api/chat/threads/${thread!.id}`)).body.messages.length === count);
  }
  await eventually(async () => !(await schedule()).running);
  const { thread_id } = await schedule();
  await ada.delete(`/api/chat/threads/${thread_id}`);
  await makeDue(id);
  await eventually(async () => ![null, thread_id].includes((await schedule()).thread_id));
});

it('is asked at once on demand, without a change of its times', async () => {
  const { id, next_run_at } = await create();
  const { status, body } = await ada.post(`${PATH}/${id}/run`);
  expect(status).toBe(202);
  await (await ada.stream(`/api/chat/runs/${body.run_id}/events`)).all();
  expect(await schedule()).toMatchObject({ thread_id: body.thread_id, next_run_at });
});

it('comes behind everybody who waits at a screen', async () => {
  portal.fake.setScenario('gated');
  const running = await ada.stream('/api/chat', { prompt: 'running', stream: true, cache: 'bypass' });
  await until(running[Symbol.asyncIterator](), 'started');
  const { id } = await create();
  await makeDue(id);
  await eventually(async () => (await threads()).some(({ title }) => title.startsWith('News')));
  const question = await ada.stream('/api/chat', { prompt: 'a person', stream: true, cache: 'bypass' });
  await until(question[Symbol.asyncIterator](), 'queued');
  portal.fake.release(Infinity);
  await eventually(async () => (await schedule()).last_run_at !== null);
  expect(promptsAsked()).toEqual(['running', 'a person', NEWS.prompt]);
});

it('says why it failed, and pauses after the fifth time in a row', async () => {
  const { id } = await create({ model: 'no-such-model' });
  await makeDue(id);
  await eventually(async () => (await schedule()).failures === 1);
  expect(await schedule()).toMatchObject({ paused: false, last_error: { code: 'model.unavailable' } });
  await makeDue(id, ', failures = 4');
  await eventually(async () => (await schedule()).paused);
  expect(await schedule()).toMatchObject({ failures: 5, next_run_at: null });
  expect((await ada.patch(`${PATH}/${id}`, { paused: false })).body).toMatchObject({ failures: 0, last_error: null });
  expect(await threads()).toEqual([]);
});

it('rests, and says why, when its time zone is no longer known', async () => {
  const { id } = await create();
  await makeDue(id, `, timezone = 'Mars/Olympus'`);
  await eventually(async () => (await schedule()).last_error !== null);
  expect(await schedule()).toMatchObject({ failures: 1, next_run_at: null, last_error: { code: 'schedule.invalid' } });
});

it('has the rights that its owner has at that time', async () => {
  const { id } = await create();
  await admin.put(`/api/admin/users/${ada.id}/status`, { is_active: false });
  await portal.sql('UPDATE chat_schedules SET next_run_at = now() WHERE id = $1', [id]);
  const other = await portal.someone();
  await other.post(PATH, NEWS);
  const error = async () =>
    (
      await portal.sql<{ last_error: { code: string } | null }>('SELECT last_error FROM chat_schedules WHERE id = $1', [
        id,
      ])
    )[0]!;
  await eventually(async () => (await error()).last_error !== null);
  expect(await error()).toMatchObject({ last_error: { code: 'auth.account-inactive' } });
  expect(promptsAsked()).toEqual([]);
});

it('waits when a limit is reached, which is no failure', async () => {
  await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 1 });
  await ada.post('/api/chat', { prompt: 'the only one' });
  const { id } = await create();
  await makeDue(id);
  await eventually(async () => (await schedule()).last_error !== null);
  expect(await schedule()).toMatchObject({ failures: 0, last_error: { code: 'limit.requests' }, paused: false });
  // It is still the run of the same time, and only waits.
  const [kept] = await portal.sql('SELECT next_run_at < now() AS is_same, claim FROM chat_schedules WHERE id = $1', [
    id,
  ]);
  expect(kept).toEqual({ is_same: true, claim: null });
  expect(new Date((await schedule()).next_run_at).getTime()).toBeGreaterThan(Date.now());
  await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 9 });
  await makeDue(id);
  await eventually(async () => (await schedule()).thread_id !== null && !(await schedule()).running);
  expect(await schedule()).toMatchObject({ last_error: null });
});

it('begins a new thread as its preset says, which is no other person’s', async () => {
  const preset = { name: 'Brief', system_prompt: 'Be brief.', options: { temperature: 0.1 }, model: 'gemma2:2b' };
  const { id: preset_id } = (await ada.post('/api/chat/presets', preset)).body;
  const grace = await portal.someone();
  const refused = await grace.post(PATH, { ...NEWS, preset_id });
  expect([refused.status, refused.body.code]).toEqual([404, 'preset.not-found']);
  const made = await create({ preset_id });
  expect(made.preset_id).toBe(preset_id);
  await makeDue(made.id);
  await eventually(async () => (await schedule()).last_run_at !== null);
  const { system_prompt, options } = (await ada.get(`/api/chat/threads/${(await schedule()).thread_id}`)).body;
  expect({ system_prompt, options }).toEqual({ system_prompt: 'Be brief.', options: { temperature: 0.1 } });
  const [sent] = portal.fake.requests.filter(({ path }) => path === '/api/chat');
  expect(sent!.body).toMatchObject({
    model: 'gemma2:2b',
    messages: [{ role: 'system', content: 'Be brief.' }, { content: NEWS.prompt }],
    options: { temperature: 0.1 },
  });
  await ada.delete(`/api/chat/presets/${preset_id}`);
  expect((await schedule()).preset_id).toBeNull();
});

it('waits for a model that is not there, seldom when it is long, and asks it when it is back', async () => {
  portal.fake.setModels([]);
  const { id } = await create({ model: 'gemma2:2b' });
  await makeDue(id);
  await eventually(async () => (await schedule()).waits && !(await schedule()).running);
  expect(await schedule()).toMatchObject({ failures: 0, last_error: { code: 'model.not-pulled' }, last_run_at: null });
  /** As if the time until the next try were over. */
  const tryAgain = async () => {
    await portal.sql(
      `UPDATE chat_schedules SET claimed_until = NULL, waits_since = now() - interval '10 minutes'
       WHERE id = $1 AND claim IS NULL AND last_error IS NOT NULL`,
      [id],
    );
    await ada.patch(`${PATH}/${id}`, { name: NEWS.name });
  };
  const before = await threads();
  await tryAgain();
  await eventually(async () => Date.parse((await schedule()).next_run_at) - Date.now() > 240_000);
  // By now it is known that the model is not there: nothing more is stored.
  expect(await threads()).toEqual(before);
  portal.fake.setModels(DEFAULT_MODELS);
  // The list of models is asked for anew after a second.
  await eventually(async () => (await tryAgain(), (await schedule()).last_run_at !== null));
  expect(await schedule()).toMatchObject({ waits: false, last_error: null });
  expect(await threads()).toHaveLength(1);
});

it('that found its model away until its time was over says so, and has not failed', async () => {
  const { id } = await create();
  await portal.fake.close();
  await makeDue(id);
  await eventually(async () => (await schedule()).waits && !(await schedule()).running);
  expect(await schedule()).toMatchObject({ failures: 0, last_error: { code: 'llm.unavailable' } });
  await makeDue(id, `, waits_since = now() - interval '2 days', failures = 4`);
  await eventually(async () => !(await schedule()).waits);
  expect(await schedule()).toMatchObject({ failures: 4, paused: false, last_error: { code: 'llm.unavailable' } });
  const [kept] = await portal.sql('SELECT claimed_until, waits_since FROM chat_schedules WHERE id = $1', [id]);
  expect(kept).toEqual({ claimed_until: null, waits_since: null });
});
