import { ExportService } from '../src/modules/chat/transfer/export.service.js';
import { ImportService } from '../src/modules/chat/transfer/import.service.js';
import { until, type SseFrame } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ fake: { scenario: 'echo' } });
});
afterAll(() => portal.close());
beforeEach(async () => {
  ada = await portal.someone();
});

const threadsOf = async (who: Person) => (await who.get('/api/chat/threads?limit=200')).body;
const detail = async (who: Person, id: string) => (await who.get(`/api/chat/threads/${id}`)).body;

describe('export', () => {
  it('one thread as JSON: the whole tree; as Markdown: the shown branch', async () => {
    const first = (await ada.post('/api/chat', { prompt: 'Hé "quotes" / & 😀', system: 'Line one\nline two' })).body;
    await ada.post(`/api/chat/messages/${first.message_id}/regenerate`, {});
    const json = await ada.get(`/api/chat/threads/${first.thread_id}/export`);
    expect(json.headers['content-disposition']).toBe('attachment; filename="He-quotes.json"');
    expect(json.body).toMatchObject({
      format: 'pocket-llm',
      version: 1,
      threads: [
        { title: 'Hé "quotes" / & 😀', messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'assistant' }] },
      ],
    });
    expect(JSON.stringify(json.body)).not.toContain(ada.id);
    const { headers, body } = await ada.get(`/api/chat/threads/${first.thread_id}/export?format=md`);
    expect(headers['content-type']).toContain('text/markdown');
    expect(body).toContain('# Hé "quotes" / & 😀\n\n> System prompt: Line one\n> line two\n\n## You\n');
    expect(body.match(/## Assistant/g)).toHaveLength(1);
    expect((await ada.get(`/api/chat/threads/${first.thread_id}/export?format=pdf`)).status).toBe(400);
  });

  it('has the messages that wait for the end of an answer, in their order', async () => {
    const going = await ada.stream('/api/chat', { prompt: 'scenario:gated go', stream: true, cache: 'bypass' });
    const [{ data }] = (await until(going[Symbol.asyncIterator](), 'started')) as [SseFrame];
    const wait = (prompt: string) => ada.post('/api/chat', { prompt, thread_id: data.thread_id, queue: true });
    await wait('next');
    await wait('and then');
    const queued = [
      { prompt: 'next', images: null },
      { prompt: 'and then', images: null },
    ];
    for (const address of ['/api/chat/export', `/api/chat/threads/${data.thread_id}/export`])
      expect((await ada.get(address)).body.threads).toMatchObject([{ id: data.thread_id, queued }]);
    const file = (await ada.get('/api/chat/export')).body;
    expect(JSON.stringify(file)).not.toContain(ada.id);
    const grace = await portal.someone();
    expect((await grace.post('/api/chat/import', file)).body).toMatchObject({ imported: 1, failed: 0 });
    portal.fake.release(1_000);
  });

  it('all chats, and imports them again: no duplicates here, everything elsewhere', async () => {
    const first = (await ada.post('/api/chat', { prompt: 'one' })).body;
    await ada.post('/api/chat', { prompt: 'two', thread_id: first.thread_id });
    await ada.post(`/api/chat/messages/${first.message_id}/regenerate`, {});
    await ada.patch(`/api/chat/messages/${first.message_id}`, { feedback: 'good' });
    await ada.patch(`/api/chat/threads/${first.thread_id}`, {
      title: 'Named',
      pinned: true,
      options: { temperature: 0.5 },
    });
    await ada.post('/api/chat', { prompt: 'another' });
    const file = (await ada.get('/api/chat/export')).body;
    expect(file.threads).toHaveLength(2);
    expect((await ada.post('/api/chat/import', file)).body).toMatchObject({ imported: 0, skipped: 2, thread_ids: [] });

    const grace = await portal.someone();
    const { body } = await grace.post('/api/chat/import', file);
    expect(body).toMatchObject({ imported: 2, skipped: 0 });
    expect((await grace.post('/api/chat/import', file)).body).toMatchObject({ imported: 0, skipped: 2 });
    const copy = await detail(grace, (await threadsOf(grace))[0].id);
    const original = await detail(ada, first.thread_id);
    expect(copy).toMatchObject({
      title: 'Named',
      pinned: true,
      options: { temperature: 0.5 },
      message_count: 5,
      created_at: original.created_at,
      updated_at: original.updated_at,
    });
    const shape = ({
      messages,
      active_leaf_id,
    }: {
      messages: { id: string; parent_id: string | null }[];
      active_leaf_id: string;
    }) => {
      const at = new Map(messages.map(({ id }, i) => [id, i]));
      return {
        shown: at.get(active_leaf_id),
        rows: messages.map(({ parent_id, ...rest }) => ({
          ...rest,
          parent: parent_id && at.get(parent_id),
          id: 0,
          thread_id: 0,
          run_id: 0,
        })),
      };
    };
    const byText = (a: { content: string; role: string }, b: { content: string; role: string }) =>
      `${a.content}${a.role}`.localeCompare(`${b.content}${b.role}`);
    expect(
      shape(copy)
        .rows.map(({ parent: _, ...row }) => row)
        .sort(byText as never),
    ).toEqual(
      shape(original)
        .rows.map(({ parent: _, ...row }) => row)
        .sort(byText as never),
    );
    // An imported thread keeps its key wherever it is imported next, and a deleted one can come back.
    const onward = (await grace.get('/api/chat/export')).body;
    expect((await ada.post('/api/chat/import', onward)).body).toMatchObject({ imported: 0, skipped: 2 });
    await ada.delete(`/api/chat/threads/${first.thread_id}`);
    expect((await ada.post('/api/chat/import', file)).body).toMatchObject({ imported: 1, skipped: 1 });
  });

  it('has the versions of the terms that the person has accepted, which no import takes', async () => {
    const [owner, other, admin] = [await portal.someone(), await portal.someone(), await portal.someone('admin')];
    await owner.post('/api/chat', { prompt: 'under terms' });
    expect((await owner.get('/api/chat/export')).body).not.toHaveProperty('accepted_terms');
    const { version } = (await admin.put('/api/admin/terms', { text: 'Be kind.', required: false })).body;
    await owner.post('/api/auth/terms/accept', { version });
    const { accepted } = (await owner.get('/api/auth/terms')).body;
    const file = (await owner.get('/api/chat/export')).body;
    expect(file.accepted_terms).toEqual([{ version, accepted_at: accepted[0].accepted_at }]);
    const { status, body } = await other.post('/api/chat/import', file);
    expect([status, body.imported]).toEqual([200, 1]);
    expect((await other.get('/api/auth/terms')).body.accepted).toEqual([]);
  });

  it('ends before it is larger than an import may be, and names the file with the other chats', async () => {
    for (const prompt of ['one', 'two', 'three', 'four', 'five']) await ada.post('/api/chat', { prompt });
    // Each thread counts with at most a megabyte besides its messages.
    jest.replaceProperty(ExportService, 'maxFileBytes', 2_500_000);
    const files = [];
    for (let next: string | undefined = '/api/chat/export'; next; next = files.at(-1)!.next)
      files.push((await ada.get(next)).body);
    jest.restoreAllMocks();
    expect(files.map(({ threads }) => threads.map(({ title }: { title: string }) => title))).toEqual([
      ['one', 'two'],
      ['three', 'four'],
      ['five'],
    ]);
    const grace = await portal.someone();
    for (const file of files) expect((await grace.post('/api/chat/import', file)).body.failed).toBe(0);
    expect(await threadsOf(grace)).toHaveLength(5);
    expect(2 * ExportService.maxFileBytes).toBeLessThanOrEqual(ImportService.maxFileBytes);
  });

  it('of a thousand threads imports completely', async () => {
    await portal.sql(
      `INSERT INTO chat_threads (id, user_id, title, updated_at) SELECT gen_random_uuid(), $1, 'seed ' || i, ` +
        'now() FROM generate_series(1, 1001) i',
      [ada.id],
    );
    const { body } = await ada.get('/api/chat/export');
    expect(new Set(body.threads.map(({ title }: { title: string }) => title)).size).toBe(1001);
  });
});

describe('presets', () => {
  it('are kept per person, by name', async () => {
    const eve = await portal.someone();
    const { status, body } = await ada.post('/api/chat/presets', {
      name: ' Terse ',
      model: 'gemma2:2b',
      system_prompt: 'Be terse.',
      options: { temperature: 0 },
    });
    expect([status, body.name]).toEqual([201, 'Terse']);
    expect((await ada.post('/api/chat/presets', { name: 'Terse' })).body).toMatchObject({
      status: 409,
      code: 'preset.exists',
      errors: [{ pointer: '/name' }],
    });
    expect((await eve.post('/api/chat/presets', { name: 'Terse' })).status).toBe(201);
    expect((await ada.patch(`/api/chat/presets/${body.id}`, { name: 'Terser', options: null })).body).toMatchObject({
      name: 'Terser',
      options: null,
      system_prompt: 'Be terse.',
    });
    expect((await eve.patch(`/api/chat/presets/${body.id}`, { name: 'Mine' })).status).toBe(404);
    expect((await eve.delete(`/api/chat/presets/${body.id}`)).status).toBe(404);
    for (const wrong of [{ name: ' ' }, {}, { name: 'x', options: { temperature: 5 } }, { name: 'x'.repeat(81) }])
      expect((await ada.post('/api/chat/presets', wrong)).status).toBe(400);
    expect((await ada.get('/api/chat/presets')).body).toHaveLength(1);
    expect((await ada.delete(`/api/chat/presets/${body.id}`)).status).toBe(204);
    expect((await ada.get('/api/chat/presets')).body).toEqual([]);
  });
});
