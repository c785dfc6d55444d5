import fc from 'fast-check';
import { MAX_CONVERSATION_BYTES } from '../src/modules/chat/transfer/long-strings.js';
import { ScheduleTransfer } from '../src/modules/chat/transfer/schedule-transfer.js';
import { PIXEL } from './import-files.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  portal = await startPortal({ fake: { scenario: 'echo' } });
  ada = await portal.someone();
  grace = await portal.someone();
});
afterAll(() => portal.close());

type Json = Record<string, unknown>;

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => !one.includes('\0')),
  fc.constantFrom(
    '```js\n"quoted" \\ back\n```',
    '<details type="reasoning">x</details>',
    '[{"a":"b"}]',
    '\uE200cite\uE201',
  ),
);
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const count = fc.integer({ min: 0, max: 10_000 });
const images = fc.array(fc.constantFrom(PIXEL, `/9j/${'A'.repeat(90_000)}`, 'AAAA'), { minLength: 1, maxLength: 3 });

const question = fc.record({
  role: fc.constant('user'),
  status: fc.constant('complete'),
  content: text,
  images: maybe(images),
  files: maybe(
    fc.array(fc.record({ id: fc.uuid(), name: text, media_type: fc.constant('application/pdf') }), { minLength: 1 }),
  ),
  created_at: time,
});
const citation = fc.record({
  mark: fc.integer({ min: 1, max: 200 }),
  file_id: fc.uuid(),
  name: text,
  page: fc.integer({ min: 1, max: 10_000 }),
  quote: text,
  start: count,
  end: count,
});
const answer = fc.record({
  role: fc.constant('assistant'),
  content: fc.oneof(text, fc.constant('')),
  thinking: maybe(text),
  citations: maybe(fc.array(citation, { minLength: 1, maxLength: 5 })),
  documents: maybe(
    fc.record({
      used: fc.constantFrom('whole', 'passages', 'none'),
      by: maybe(fc.constantFrom('hybrid', 'text')),
      tokens: count,
      unread: count,
      removed: count,
    }),
  ),
  model: maybe(fc.constantFrom('gemma2:2b', 'qwen3:8b')),
  status: fc.constantFrom('complete', 'stopped'),
  finish_reason: fc.constantFrom('stop', 'length', 'tool_calls', 'stopped'),
  usage: maybe(
    fc.oneof(
      fc.record({ input_tokens: count, output_tokens: count }),
      fc.record({ input_tokens: count, output_tokens: count, estimated: fc.constant(true) }),
    ),
  ),
  timings: maybe(
    fc.record({
      queue_ms: count,
      total_ms: count,
      load_ms: maybe(count),
      ttft_ms: maybe(count),
      thinking_ms: maybe(count),
      tokens_per_second: maybe(count),
    }),
  ),
  context: maybe(fc.record({ window: maybe(count), dropped_messages: count })),
  feedback: maybe(fc.constantFrom('good', 'bad')),
  cached_from: maybe(time),
  edited_at: maybe(time),
  created_at: time,
});
const failed = fc.record({
  role: fc.constant('assistant'),
  content: fc.constant(''),
  status: fc.constant('failed'),
  finish_reason: fc.constant('error'),
  error: fc.record({ code: fc.constant('llm.unavailable'), title: text, detail: text }),
  created_at: time,
});

/** A thread as our file has it; each message is below any of those before it, or a root. */
const thread = fc
  .record({
    title: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 15 })
      .filter((one) => one.trim() === one && !one.includes('\0')),
    title_is_manual: fc.boolean(),
    model_used: maybe(fc.constantFrom('gemma2:2b', 'gone:7b')),
    system_prompt: maybe(text),
    options: maybe(
      fc.record(
        { temperature: fc.constantFrom(0, 0.5, 2), seed: count, stop: fc.constant(['END']) },
        { requiredKeys: [] },
      ),
    ),
    pinned: fc.boolean(),
    // What waits to be asked is in the file for people, and is not imported: it would be asked again.
    queued: fc.constant([]),
    archived: fc.boolean(),
    created_at: time,
    updated_at: time,
    rows: fc.array(fc.tuple(fc.oneof(question, answer, failed), fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 }),
    shown: fc.nat(),
  })
  .map(({ rows, shown, ...rest }) => {
    const messages = rows.map(([row, parent], i): Json => ({
      ...row,
      id: `m${i}`,
      parent_id: i === 0 || parent % (i + 1) === i ? null : `m${parent % i}`,
    }));
    return { ...rest, messages, active_leaf_id: `m${shown % messages.length}` };
  });

/** A thread of a file without what every import gives out anew. */
function shapeOf({ id: _, import_key: __, messages, active_leaf_id, ...rest }: Json): Json {
  const rows = messages as Json[];
  const at = new Map(rows.map((row, i) => [row.id, i]));
  return {
    ...rest,
    shown: at.get(active_leaf_id),
    messages: rows.map(({ id: ___, parent_id, ...row }) => ({
      ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
      parent: parent_id === null ? null : at.get(parent_id),
    })),
  };
}

describe('an own export', () => {
  let number = 0;
  const exported = async (who: Person, id: string) =>
    (await who.get(`/api/chat/threads/${id}/export`)).body.threads[0] as Json;
  const taken = async (who: Person, file: Json) => {
    const { body } = await who.post('/api/chat/import', { format: 'pocket-llm', version: 1, threads: [file] });
    expect(body).toMatchObject({ imported: 1, failed: 0, left_out: { pictures: 0, messages: 0 } });
    return exported(who, body.thread_ids[0]);
  };

  it('gives the same thread where it is imported: tree, thinking, pictures, models, options, dates', async () => {
    await fc.assert(
      fc.asyncProperty(thread, async (file) => {
        const here = await taken(ada, { ...file, import_key: `elsewhere:${++number}` });
        expect(shapeOf(here)).toEqual(shapeOf(file as unknown as Json));
        expect(shapeOf(await taken(grace, here))).toEqual(shapeOf(here));
      }),
      { numRuns: 25 },
    );
  });

  it('that was made while an answer was written keeps what had come, as stopped', async () => {
    const { body } = await ada.post('/api/chat', { prompt: 'hello' });
    const file = await exported(ada, body.thread_id);
    (file.messages as Json[])[1] = { ...(file.messages as Json[])[1], status: 'running', finish_reason: null };
    const copy = await taken(grace, file);
    expect((copy.messages as Json[])[1]).toMatchObject({ status: 'stopped', finish_reason: 'stopped' });
  });

  it('of a person with more pictures than a conversation or a file used to hold comes whole', async () => {
    const eve = await portal.someone();
    const picture = `iVBORw0KGgo${'A'.repeat(6 * 2 ** 20)}=`;
    const { body } = await eve.post('/api/chat', { prompt: 'first' });
    await portal.sql(
      `INSERT INTO chat_messages (id, thread_id, user_id, parent_id, role, content, images, status, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'user', 'picture ' || i, ARRAY[$4], 'complete', now()
       FROM generate_series(1, 6) i`,
      [body.thread_id, eve.id, body.message_id, picture],
    );
    const file = (await eve.get('/api/chat/export')).body;
    expect(JSON.stringify(file).length).toBeGreaterThan(36 * 2 ** 20);
    const other = await portal.someone();
    const reply = (await other.post('/api/chat/import', file)).body;
    expect(reply).toMatchObject({ imported: 1, failed: 0, failures: [], left_out: { pictures: 0 } });
    const rows = await portal.sql<{ pictures: string }>(
      'SELECT count(*) pictures FROM chat_messages WHERE thread_id = $1 AND images = ARRAY[$2]',
      [reply.thread_ids[0], picture],
    );
    expect(rows[0]!.pictures).toBe('6');
  });
});

it('gives scheduled prompts where it is imported, once and paused', async () => {
  const [from, to] = [await portal.someone(), await portal.someone()];
  const body = { name: 'News', prompt: 'What is new?', cron: '30 7 * * 1-5', timezone: 'UTC', continues: true };
  const { id } = (await from.post('/api/chat/schedules', body)).body;
  const run = (await from.post(`/api/chat/schedules/${id}/run`)).body;
  await (await from.stream(`/api/chat/runs/${run.run_id}/events`)).all();
  const file = (await from.get('/api/chat/export')).body as { threads: { id: string }[]; schedules: object[] };
  expect(file.schedules).toEqual([
    expect.objectContaining({ ...body, thread_id: file.threads[0]!.id, last_run_at: expect.any(String) }),
  ]);
  // Times that cannot be read here are left out.
  const sent = { ...file, schedules: [...file.schedules, { ...body, name: 'Odd', cron: 'at dawn' }, 7] };
  const said = { schedules: 1, schedules_left_out: 2 };
  expect((await to.post('/api/chat/import', sent)).body).toMatchObject({ imported: 1, ...said });
  expect((await to.post('/api/chat/import', sent)).body).toMatchObject({ skipped: 1, ...said, schedules: 0 });
  expect((await to.get('/api/chat/schedules')).body).toMatchObject([{ ...body, paused: true, next_run_at: null }]);
});

describe('scheduled prompts of a file', () => {
  const body = { name: 'News', prompt: 'What is new?', cron: '30 7 * * 1-5', timezone: 'UTC' };

  it('that hold what the database does not take come without it, or are left out', async () => {
    const to = await portal.someone();
    const broken = [
      { ...body, model: 'a\u0000' },
      { ...body, name: `${'x'.repeat(79)}😀`, cron: body.cron },
      { ...body, cron: '30 7 * * 1\u0000' },
      { ...body, timezone: 'UTC\u0000' },
    ];
    const file = { format: 'pocket-llm', version: 1, threads: [], schedules: broken };
    const { status, body: said } = await to.post('/api/chat/import', file);
    expect([status, said]).toMatchObject([200, { schedules: 2, schedules_left_out: 2 }]);
    expect((await to.post('/api/chat/import', file)).body).toMatchObject({ schedules: 0, schedules_left_out: 2 });
    expect((await to.get('/api/chat/schedules')).body).toMatchObject([{ model: 'a\ufffd' }, {}]);
  });

  it('are spread over as many files as an import takes, and come whole', async () => {
    const [from, to] = [await portal.someone(), await portal.someone()];
    // The last one looks like a picture.
    for (const letter of ['é ', 'ü ', 'A']) {
      const prompt = letter.repeat(letter === 'A' ? 120_000 : 60_000);
      expect((await from.post('/api/chat/schedules', { ...body, prompt })).status).toBe(201);
    }
    await from.post('/api/chat', { prompt: 'hello' });
    jest.replaceProperty(ScheduleTransfer, 'maxBytes', 200_000);
    const files = [];
    for (let next: string | undefined = '/api/chat/export'; next; next = files.at(-1)!.next)
      files.push((await from.get(next)).body);
    jest.restoreAllMocks();
    expect(files.map(({ threads, schedules }) => [threads.length, schedules.length])).toEqual([
      [1, 1],
      [0, 1],
      [0, 1],
    ]);
    for (const file of files)
      expect((await to.post('/api/chat/import', file)).body).toMatchObject({ schedules: 1, schedules_left_out: 0 });
    const prompts = async (who: Person) =>
      (await who.get('/api/chat/schedules')).body.map(({ prompt }: { prompt: string }) => prompt);
    expect(await prompts(to)).toEqual(await prompts(from));
    expect(2 * ScheduleTransfer.maxBytes).toBeLessThanOrEqual(MAX_CONVERSATION_BYTES);
  });
});
