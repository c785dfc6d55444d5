import { LogRetentionService } from '../src/modules/logging/log-retention.service.js';
import { ThreadPolicy } from '../src/modules/chat/threads/thread.policy.js';
import type { Client } from './client.js';
import { largeTables, scansOf, statementsOf } from './plans.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.someone('admin');
});
afterAll(() => portal.close());

const list = (query: string) => admin.get(`/api/admin/logs?${query}`);
const nextOf = (link: unknown) => /<([^>]+)>; rel="next"/.exec(String(link ?? ''))?.[1];

describe('in very many chats', () => {
  let alan: Person;
  const MANY = 2_300;
  beforeAll(async () => {
    alan = await portal.someone();
    await portal.sql(
      `INSERT INTO chat_threads (id, user_id, title, updated_at)
       SELECT gen_random_uuid(), $1, 'note ' || i || CASE i WHEN ${MANY} THEN ' => aardvark' ELSE '' END,
         date_trunc('milliseconds', now()) - i * interval '1 minute' FROM generate_series(1, ${MANY}) i`,
      [alan.id],
    );
  });
  /** Every page of a list until its end. */
  const pages = async (query: string) => {
    const all: { titles: string[]; searchedTo: unknown }[] = [];
    for (let next: string | undefined = `/api/chat/threads?${query}`; next;) {
      const { body, headers } = await alan.get(next);
      all.push({
        titles: body.map(({ title }: { title: string }) => title),
        searchedTo: headers['x-searched-to'],
      });
      next = nextOf(headers.link);
    }
    return all;
  };

  it('what no index finds is looked for in a part of them at a time; it says how far, and goes on', async () => {
    const found = await pages(`q=${encodeURIComponent('=>')}`);
    expect(found.length).toBeGreaterThan(1);
    expect(found.flatMap(({ titles }) => titles)).toEqual([`note ${MANY} => aardvark`]);
    const stops = found.map(({ searchedTo }) => searchedTo);
    expect(stops.pop()).toBeUndefined();
    expect(stops).toEqual([...stops].sort().reverse());
    expect(stops).not.toContain(undefined);
  });

  it('a rare word is found at once, however old it is', async () => {
    expect(await pages('q=aardv')).toEqual([{ titles: [`note ${MANY} => aardvark`], searchedTo: undefined }]);
    expect((await pages('q=note%20aardvark')).length).toBe(1);
    expect(await pages('q=nowhere')).toEqual([{ titles: [], searchedTo: undefined }]);
  });

  it('a word of all of them is found page by page, each chat once', async () => {
    const found = await pages('q=note&limit=200');
    expect(found.every(({ searchedTo }) => searchedTo === undefined)).toBe(true);
    expect(found.flatMap(({ titles }) => titles.map((title) => Number(title.split(' ')[1])))).toEqual(
      Array.from({ length: MANY }, (_, i) => i + 1),
    );
  });

  it('code is looked for in the same way', async () => {
    const found = await pages('has_code=true');
    expect(found.flatMap(({ titles }) => titles)).toEqual([]);
    expect(found.at(-1)!.searchedTo).toBeUndefined();
    expect(found.length).toBeGreaterThan(1);
  });
});

describe('a filter that no index answers', () => {
  const DAY_MS = 86_400_000;
  const needles = [Date.now() + 60 * DAY_MS, Date.now() - 60 * DAY_MS].map((at) => new Date(at).toISOString());
  const needle = (at: string) =>
    portal.sql(
      `INSERT INTO logs (id, username, action, endpoint, method, status_code, duration_ms, created_at)
       VALUES (gen_random_uuid(), 'hider', 'needle.hidden', '/seeded', 'POST', 200, 1, $1)`,
      [at],
    );
  beforeAll(async () => {
    await portal.sql(
      `INSERT INTO logs (id, username, action, endpoint, method, status_code, duration_ms, created_at)
       SELECT gen_random_uuid(), 'seeded', 'hay', '/seeded', 'POST', 200, i, now() - interval '10 days' - i *
         interval '1 second' FROM generate_series(1, 12500) i`,
    );
    for (const at of needles) await needle(at);
  });

  it.each([
    ['desc', (a: string, b: string) => a > b],
    ['asc', (a: string, b: string) => a < b],
  ])('reads a part of the log at a time, says how far, and goes on until its end: %s', async (order, isBefore) => {
    const found: string[] = [];
    const stops: string[] = [];
    for (let next: string | undefined = `/api/admin/logs?q=NEEDLE&order=${order}`; next;) {
      const { body, headers } = await admin.get(next);
      found.push(...body.logs.map(({ created_at }: { created_at: string }) => created_at));
      next = nextOf(headers.link);
      expect(Boolean(next)).toBe(body.searched_to !== null);
      if (next) stops.push(body.searched_to);
    }
    expect(found).toEqual(order === 'desc' ? needles : needles.toReversed());
    expect(stops.length).toBeGreaterThan(0);
    expect(stops.every((stop, i) => i === 0 || isBefore(stops[i - 1]!, stop))).toBe(true);
  });

  it('says that there may be more than it has counted', async () => {
    expect((await list('q=needle')).body).toMatchObject({ total: 1, total_is_estimate: true });
    expect((await list('q=hay&limit=5')).body).toMatchObject({ total_is_estimate: true, searched_to: null });
  });

  it('is answered whole where an index has few lines of another one', async () => {
    expect((await list('q=needle&username=hider')).body).toMatchObject({
      total: 2,
      total_is_estimate: false,
      searched_to: null,
    });
  });

  it('is exported whole up to now, and counted as far as it is read', async () => {
    const lines = (await admin.get('/api/admin/logs/export?format=ndjson&q=needle')).body as string;
    expect(JSON.parse(lines)).toMatchObject({ created_at: needles[1] });
    const { counted_from, buckets } = (await admin.get(`/api/admin/logs/histogram?q=hay&from=${needles[1]}`)).body;
    expect(counted_from > needles[1]!).toBe(true);
    const counted = buckets.reduce((sum: number, { info }: { info: number }) => sum + info, 0);
    expect(counted).toBeGreaterThan(11_000);
    expect(counted).toBeLessThan(12_500);
  });
});

describe('on large tables', () => {
  const THREADS = 2_000;
  const ROWS = 20_000;
  /** Several times what one request reads line by line. */
  const LINES = 100_000;
  let user: Client;
  let longest: string;
  beforeAll(async () => {
    const person = await portal.someone();
    user = person;
    await portal.sql(
      `INSERT INTO chat_threads (id, user_id, title, model_used, message_count, updated_at)
       SELECT gen_random_uuid(), $1, 'chat ' || i, 'model-' || i % 4, ${ROWS / THREADS},
         date_trunc('milliseconds', now()) - i * interval '1 hour' FROM generate_series(1, ${THREADS}) i`,
      [person.id],
    );
    await portal.sql(
      `INSERT INTO chat_messages (id, thread_id, user_id, role, content, status)
       SELECT gen_random_uuid(), t.id, t.user_id, 'user', 'the words of ' || t.title || ', part ' || n ||
         CASE t.title WHEN 'chat 1900' THEN ' with an aardvark' ELSE '' END, 'complete'
       FROM chat_threads t, generate_series(1, ${ROWS / THREADS}) n WHERE t.user_id = $1`,
      [person.id],
    );
    await portal.sql(
      `INSERT INTO logs (id, username, action, endpoint, method, status_code, duration_ms, request_id, created_at)
       SELECT gen_random_uuid(), 'user' || i % 50, 'area.action' || i % 20, '/path' || i % 40, 'GET',
         CASE WHEN i % 200 = 0 THEN 503 ELSE 200 END, i % 400, gen_random_uuid(), now() - i * interval '1 second'
       FROM generate_series(1, ${LINES}) i`,
    );
    // Older than all of them: under several names, and among others of its action.
    await portal.sql(
      `INSERT INTO logs (id, username, action, endpoint, method, status_code, metadata, duration_ms, created_at)
       SELECT gen_random_uuid(), 'rare', action, '/rare', 'GET', status, jsonb_build_object('model', model), 1,
         now() - interval '2 days'
       FROM (VALUES ('chat.edit', 200, NULL), ('auth.login', 401, NULL), ('rare', 200, 'rare:latest')) v
         (action, status, model)`,
    );
    // From every row: a sample would choose another plan now and then.
    await portal.sql('ALTER TABLE logs ALTER COLUMN status_code SET STATISTICS 10000');
    for (const table of ['chat_threads', 'chat_messages', 'logs']) await portal.sql(`VACUUM ANALYZE ${table}`);
    [{ id: longest }] = (await portal.sql<{ id: string }>('SELECT thread_id AS id FROM chat_messages LIMIT 1')) as [
      { id: string },
    ];
  });

  it('a chat is read from its end, a part at a time', async () => {
    const idsOf = async (query: string) =>
      ((await user.get(`/api/chat/threads/${longest}${query}`)).body.messages as { id: string }[]).map(({ id }) => id);
    const parts: string[] = [];
    for (let part = await idsOf('?limit=6'); part.length > 0; part = await idsOf(`?limit=6&before=${part[0]}`))
      parts.unshift(...part);
    expect(parts).toEqual(await idsOf(''));
    expect(parts).toHaveLength(ROWS / THREADS);
    expect((await admin.get(`/api/chat/threads/${longest}?limit=6`)).status).toBe(404);
    for (const wrong of ['limit=0', 'limit=1001', 'before=x', 'from=x'])
      expect((await user.get(`/api/chat/threads/${longest}?${wrong}`)).status).toBe(400);
  });

  it.each(['model=rare', 'action=chat_request', 'action=login_failed'])(
    'a rare line is found at once, however old it is, where several values are asked for: %s',
    async (filter) => {
      const { logs, ...rest } = (await admin.get(`/api/admin/logs?${filter}`)).body;
      expect(logs).toMatchObject([{ username: 'rare', created_at: expect.stringMatching(/^20/) }]);
      expect(rest).toMatchObject({ total: 1, total_is_estimate: false, searched_to: null });
      expect((await admin.get(`/api/admin/logs?${filter}&order=asc`)).body.logs).toEqual(logs);
      const { buckets } = (await admin.get(`/api/admin/logs/histogram?${filter}`)).body;
      expect(buckets.reduce((sum: number, one: Record<string, number>) => sum + one.info! + one.warning!, 0)).toBe(1);
    },
  );

  it.each(['warning', 'error'])('no line of another level is read for those of a level: %s', async (level) => {
    const [statement] = await statementsOf(() => list(`level=${level}`));
    const plan = await portal.sql<Record<string, string>>(`EXPLAIN ${statement!.text}`, statement!.values);
    const said = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(said).toContain('Index Scan');
    expect(said).not.toMatch(/Index Cond:.*status_code|Index [^\n]*\n(\s+Index Cond[^\n]*\n)?\s+Filter/);
  });

  it('a chat is read from one of its messages on, with some before it', async () => {
    const idsOf = async (query: string) =>
      ((await user.get(`/api/chat/threads/${longest}${query}`)).body.messages as { id: string }[]).map(({ id }) => id);
    const all = await idsOf('');
    expect(await idsOf(`?from=${all[4]}`)).toEqual(all.slice(4));
    expect(await idsOf(`?from=${all[4]}&limit=3`)).toEqual(all.slice(1));
    expect(await idsOf(`?from=${all[4]}&before=${all[7]}&limit=2`)).toEqual(all.slice(2, 7));
    expect(await idsOf(`?from=${all[0]}&limit=3`)).toEqual(all);
    expect(await idsOf(`?from=${all[7]}&before=${all[4]}&limit=3`)).toEqual(all.slice(1, 4));
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the list', () => user.get('/api/chat/threads')],
    ['the list of a model', () => user.get('/api/chat/threads?model=model-1')],
    ['the list of chats with code', () => user.get('/api/chat/threads?has_code=true')],
    ['opening a chat', () => user.get(`/api/chat/threads/${longest}`)],
    ['opening its end', () => user.get(`/api/chat/threads/${longest}?limit=50`)],
    ['opening one of its messages', () => user.get(`/api/chat/threads/${longest}?from=${longest}&limit=50`)],
    ['a search for a rare word', () => user.get('/api/chat/threads?q=aardvark')],
    ['a search for a word of everything', () => user.get('/api/chat/threads?q=the')],
    ['a search for both', () => user.get('/api/chat/threads?q=the%20aardvark')],
    ['a search for nothing', () => user.get('/api/chat/threads?q=nowhere')],
    ['a search for signs', () => user.get('/api/chat/threads?q=%3D%3E')],
    ...[
      '',
      'username=user7',
      'username=nobody',
      'action=area.action7',
      'action=login',
      'action=login_failed',
      'action=chat_request',
      'endpoint=/path7',
      'status_code=503',
      'status_code=418',
      'level=error',
      'level=info',
      'method=PATCH',
      'min_duration_ms=5000',
      'q=nowhere',
      'request_id=00000000-0000-4000-8000-000000000000',
      'user_id=00000000-0000-4000-8000-000000000000',
      'model=absent:1b',
      'model=absent',
      'key=absent',
      'error=llm.unavailable',
      'error=nothing%20like%20it',
      'not_method=GET',
      'username=user7&method=PATCH',
      'order=asc&q=nowhere',
    ].flatMap((filter): [string, () => Promise<unknown>][] => [
      [`the log: ${filter}`, () => admin.get(`/api/admin/logs?${filter}`)],
      [
        `the log's histogram: ${filter}`,
        () => admin.get(`/api/admin/logs/histogram?${filter.replace('order=asc&', '')}`),
      ],
    ]),
    ['the values of a field', () => admin.get('/api/admin/logs/facets?field=action')],
    ['the dashboard', () => admin.get('/api/admin/telemetry')],
    ['the retention of chats', () => portal.server.app.get(ThreadPolicy, { strict: false }).sweep()],
    ['the retention of the log', () => portal.server.app.get(LogRetentionService, { strict: false }).keep()],
  ])('no table is read from one end to the other by %s', async (_, ask) => {
    expect((await largeTables(portal)).slice(0, 2)).toEqual(['chat_messages', 'chat_threads']);
    const statements = await statementsOf(ask);
    expect(statements.length).toBeGreaterThan(0);
    expect((await Promise.all(statements.map((statement) => scansOf(portal, statement)))).flat()).toEqual([]);
  });
});

it('what the deletion of an account takes along is found by an index, but in tables of some 1,000 rows', async () => {
  const found = await portal.sql<{ table: string }>(
    `SELECT conrelid::regclass::text AS table FROM pg_constraint c WHERE contype = 'f' AND NOT EXISTS (
       SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL AND i.indkey[0] = ANY (c.conkey))
     ORDER BY 1`,
  );
  expect(found.map(({ table }) => table)).toEqual(['account_links', 'login_challenges', 'passkey_challenges']);
});
