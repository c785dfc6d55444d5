import { ThreadPolicy } from '../src/modules/chat/threads/thread.policy.js';
import { textOf, until, type Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setScenario('echo'));

interface Found {
  id: string;
  title: string;
  snippet?: { message_id: string; text: string; highlights: [number, number][] };
}

const said = async (who: Client, prompt: string, more: object = {}): Promise<string> =>
  (await who.post('/api/chat', { prompt, ...more })).body.thread_id;
const search = async (who: Client, q: string, more = ''): Promise<Found[]> =>
  (await who.get(`/api/chat/threads?q=${encodeURIComponent(q)}${more}`)).body;
const marked = ({ snippet }: Found) => snippet!.highlights.map(([from, to]) => snippet!.text.slice(from, to));

describe('search', () => {
  let ada: Person;
  beforeAll(async () => {
    ada = await portal.someone();
    portal.fake.setScenario('echo');
    await said(ada, 'How do I back up PostgreSQL with pg_dump?');
    await said(ada, 'Write a C++ template for "smart" pointers');
    await said(ada, 'Ein Gedicht über Köln und den Rhein');
    await said(ada, '東京の天気はどうですか');
    await said(ada, 'An emoji 😀 before the needle, and RTL: שלום עולם');
  });

  it.each([
    ['a beginning of a word', 'postg', ['PostgreSQL']],
    ['several words, in any order', 'dump back', ['back', 'dump']],
    ['capitals and accents as they are written', 'KÖLN', ['Köln']],
    ['an exact phrase', '"smart pointers"', []],
    ['a phrase that stands there', '"template for"', ['template', 'for']],
    ['signs, literally', 'c++', ['C']],
    ['a script without spaces', '天気', ['天気']],
    ['from right to left', 'שלום', ['שלום']],
    ['after an emoji, counted as the page counts', 'needle', ['needle']],
  ])('finds %s', async (_, q, words) => {
    const hits = await search(ada, q);
    // The quotation marks are not part of the words.
    if (q === '"smart pointers"') return expect(hits).toMatchObject([{ title: expect.stringContaining('C++') }]);
    expect(hits).toHaveLength(1);
    expect(marked(hits[0]!)).toEqual(expect.arrayContaining(words));
  });

  it('excludes words after a minus, and treats nothing as an operator', async () => {
    await said(ada, 'cats and dogs');
    await said(ada, 'cats alone');
    expect((await search(ada, 'cats -dogs')).map(({ title }) => title)).toEqual(['cats alone']);
    for (const q of [
      "cats' & !",
      'cats:*',
      'cats | dogs',
      '(cats',
      "'",
      '\\',
      '%',
      ':*',
      '-',
      '""',
      'a&b|c!d',
      "\\'; DROP TABLE users --",
    ])
      expect([q, (await ada.get(`/api/chat/threads?q=${encodeURIComponent(q)}`)).status]).toEqual([q, 200]);
  });

  it('returns the newest matching message, on any branch', async () => {
    const first = (await ada.post('/api/chat', { prompt: 'zebra one' })).body;
    const question = (await ada.get(`/api/chat/threads/${first.thread_id}`)).body.messages[0].id;
    await ada.post(`/api/chat/messages/${question}/edit`, { prompt: 'giraffe two' });
    const [hit] = await search(ada, 'zebra');
    expect(hit).toMatchObject({ id: first.thread_id, snippet: { message_id: first.message_id, text: 'zebra one' } });
  });

  it('finds a title that no message contains, without a snippet', async () => {
    const id = await said(ada, 'something else');
    await ada.patch(`/api/chat/threads/${id}`, { title: 'Walrus' });
    expect(await search(ada, 'walr')).toMatchObject([{ id, title: 'Walrus' }]);
    expect((await search(ada, 'walr'))[0]).not.toHaveProperty('snippet');
  });

  it("never finds somebody else's words, nor those of a temporary chat", async () => {
    const eve = await portal.someone();
    await said(eve, 'topsecret plan');
    await said(ada, 'topsecret too', { temporary: true });
    expect(await search(ada, 'topsecret')).toEqual([]);
    expect(await search(eve, `@${ada.id}`)).toEqual([]);
  });

  it('finds an answer once it is complete, even a very long one', async () => {
    portal.fake.setScenario('long');
    await said(ada, 'go on for long', { cache: 'bypass' });
    expect((await search(ada, 'lengthy'))[0]!.snippet!.text.length).toBeLessThan(600);
    portal.fake.setScenario('echo');
    const words = Array.from({ length: 50_000 }, (_, i) => `w${i}`).join(' ');
    // Yet it is stored whole.
    expect((await ada.post('/api/chat', { prompt: words })).body.code).toBe('llm.context-exceeded');
    expect(await search(ada, 'w777')).toHaveLength(1);
  });

  it('narrows by model, pin, code and date, page by page', async () => {
    const grace = await portal.someone();
    const [plain, code] = [await said(grace, 'plain words'), await said(grace, 'words ```js\n1\n```')];
    await said(grace, 'words of another model', { model: 'fake-echo' });
    await grace.patch(`/api/chat/threads/${plain}`, { pinned: true });
    const ids = async (filter: string) => (await search(grace, 'words', `&${filter}`)).map(({ id }) => id);
    expect(await ids('pinned=true')).toEqual([plain]);
    expect(await ids('has_code=true')).toEqual([code]);
    expect((await ids('has_code=false')).length).toBe(2);
    expect((await ids('model=fake-echo:latest')).length).toBe(1);
    expect(await ids(`from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect((await ids(`to=${new Date(Date.now() + 60_000).toISOString()}`)).length).toBe(3);
    const first = await grace.get('/api/chat/threads?q=words&limit=2');
    const next = /<([^>]+)>/.exec(String(first.headers.link))![1]!;
    expect((await grace.get(next)).body).toHaveLength(1);
    for (const wrong of ['pinned=yes', 'from=yesterday', 'has_code=1'])
      expect((await grace.get(`/api/chat/threads?${wrong}`)).status).toBe(400);
  });

  it('uses the listing index: no sort, however many threads there are', async () => {
    await portal.sql(
      `INSERT INTO chat_threads (id, user_id, title, updated_at) SELECT gen_random_uuid(), $1, 'seed ' || i, ` +
        `now() - i * interval '1 minute' FROM generate_series(1, 3000) i`,
      [ada.id],
    );
    await portal.sql('ANALYZE chat_threads');
    const plan = await portal.sql<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM chat_threads t WHERE t.user_id = '${ada.id}' AND t.archived = false AND NOT ` +
        `t.temporary AND (t.pinned, t.updated_at, t.id) < (false, now() - interval '2000 minutes', '${ada.id}') ` +
        'ORDER BY t.pinned DESC, t.updated_at DESC, t.id DESC LIMIT 51',
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('chat_threads_listing_idx');
    expect(text).not.toContain('Sort');
  });
});

describe('many at once', () => {
  it('archives, pins and deletes own threads, and skips those of others', async () => {
    const [ada, eve] = [await portal.someone(), await portal.someone()];
    const mine = [await said(ada, 'a'), await said(ada, 'b')];
    const hers = await said(eve, 'hers');
    const bulk = async (action: string) =>
      (await ada.post('/api/chat/threads/bulk', { ids: [...mine, hers], action })).body;
    expect(await bulk('archive')).toEqual({ changed: 2 });
    expect((await ada.get('/api/chat/threads?archived=true')).body).toHaveLength(2);
    expect(await bulk('unarchive')).toEqual({ changed: 2 });
    expect(await bulk('pin')).toEqual({ changed: 2 });
    expect((await ada.get('/api/chat/threads?pinned=true')).body).toHaveLength(2);
    expect(await bulk('delete')).toEqual({ changed: 2 });
    expect((await ada.get('/api/chat/threads')).body).toEqual([]);
    expect((await eve.get(`/api/chat/threads/${hers}`)).body).toMatchObject({ archived: false, pinned: false });
    for (const wrong of [
      { ids: [], action: 'pin' },
      { ids: ['x'], action: 'pin' },
      { ids: mine, action: 'burn' },
    ])
      expect((await ada.post('/api/chat/threads/bulk', wrong)).status).toBe(400);
  });

  it('stops the answers of threads that are deleted', async () => {
    const ada = await portal.someone();
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'going', stream: true, cache: 'bypass' });
    const [started] = await until(stream[Symbol.asyncIterator](), 'started');
    const request = await portal.fake.waitForRequest(
      ({ path, body }) => path === '/api/chat' && JSON.stringify(body).includes('going'),
    );
    const aborted = portal.fake.waitForAbort(({ id }) => id === request.id);
    expect(
      (await ada.post('/api/chat/threads/bulk', { ids: [started!.data.thread_id], action: 'delete' })).body,
    ).toEqual({ changed: 1 });
    await aborted;
  });
});

describe('temporary chats and retention', () => {
  const sweep = (ahead = 0) => portal.server.app.get(ThreadPolicy, { strict: false }).sweep(Date.now() + ahead);
  const HOUR = 3_600_000;

  it('a temporary chat is in no list, survives a reload, and is deleted after a day', async () => {
    const ada = await portal.someone();
    const id = await said(ada, 'between us', { temporary: true });
    expect((await ada.get('/api/chat/threads')).body).toEqual([]);
    expect((await ada.get('/api/chat/export')).body.threads).toEqual([]);
    const { body } = await ada.get(`/api/chat/threads/${id}`);
    expect(body).toMatchObject({ temporary: true, messages: [{}, {}] });
    expect(Date.parse(body.expires_at) - Date.parse(body.updated_at)).toBe(24 * HOUR);
    expect((await ada.post('/api/chat', { prompt: 'more', thread_id: id })).status).toBe(200);
    await sweep(23 * HOUR);
    expect((await ada.get(`/api/chat/threads/${id}`)).status).toBe(200);
    await sweep(25 * HOUR);
    expect((await ada.get(`/api/chat/threads/${id}`)).status).toBe(404);
  });

  it('a temporary chat leaves no answer in the cache', async () => {
    const ada = await portal.someone();
    const question = { prompt: 'a temporary question', temporary: true };
    await ada.post('/api/chat', question);
    expect((await ada.post('/api/chat', question)).body.cached).toBe(false);
  });

  it('a temporary chat can be kept', async () => {
    const ada = await portal.someone();
    const id = await said(ada, 'worth keeping', { temporary: true });
    expect((await ada.patch(`/api/chat/threads/${id}`, { temporary: false })).body).toMatchObject({
      temporary: false,
      expires_at: null,
    });
    expect((await ada.get('/api/chat/threads')).body).toHaveLength(1);
    expect((await ada.patch(`/api/chat/threads/${id}`, { temporary: true })).status).toBe(400);
  });

  it('retention deletes unused chats, but no pinned and no running ones', async () => {
    const [ada, admin] = [await portal.someone(), await portal.someone('admin')];
    const [old, pinned] = [await said(ada, 'old'), await said(ada, 'pinned')];
    await ada.patch(`/api/chat/threads/${pinned}`, { pinned: true });
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'under way', stream: true, cache: 'bypass' });
    const frames = stream[Symbol.asyncIterator]();
    const running = (await until(frames, 'started'))[0]!.data.thread_id;
    await sweep(400 * 24 * HOUR); // By default chats are kept.
    expect((await ada.get('/api/chat/threads')).body).toHaveLength(3);
    expect((await admin.put('/api/admin/settings', { retention_days: 30 })).status).toBe(200);
    expect((await ada.get('/api/auth/me/retention')).body).toMatchObject({ chat_days: 30, log_days: 90 });
    expect((await ada.get(`/api/chat/threads/${old}`)).body.expires_at).not.toBeNull();
    expect((await ada.get(`/api/chat/threads/${pinned}`)).body.expires_at).toBeNull();
    await sweep(31 * 24 * HOUR);
    expect((await ada.get(`/api/chat/threads/${old}`)).status).toBe(404);
    expect((await ada.get(`/api/chat/threads/${pinned}`)).status).toBe(200);
    expect((await ada.get(`/api/chat/threads/${running}`)).status).toBe(200);
    portal.fake.release(Infinity);
    expect(textOf(await until(frames, 'done'))).not.toBe('');
    for (const wrong of [-1, 1.5, 'ten', 4000])
      expect((await admin.put('/api/admin/settings', { retention_days: wrong })).status).toBe(400);
    await admin.put('/api/admin/settings', { retention_days: 0 });
  });
});
