import { DataSource } from 'typeorm';
import { migrate } from '../src/database/data-source.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

const dataSource = () => portal.server.app.get(DataSource, { strict: false });

it('the migrations create exactly what the entities describe', async () => {
  const { upQueries } = await dataSource().driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('running them again changes nothing', async () => {
  const count = async () => (await portal.sql<{ n: number }>('SELECT count(*)::int AS n FROM migrations'))[0]!.n;
  const before = await count();
  await Promise.all([migrate(dataSource()), migrate(dataSource())]);
  expect(await count()).toBe(before);
});

it('lists continue where the previous page ended, each thread once, whatever is written meanwhile', async () => {
  const user = await portal.someone();
  for (let i = 0; i < 7; i++) await user.post('/api/chat', { prompt: `thread ${i}` });
  const pinned = (await user.get('/api/chat/threads?limit=200')).body[6].id;
  await user.patch(`/api/chat/threads/${pinned}`, { pinned: true });
  const seen: string[] = [];
  let next: string | undefined = '/api/chat/threads?limit=3';
  while (next) {
    const { body, headers } = await user.get(next);
    seen.push(...body.map(({ title }: { title: string }) => title));
    next = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1];
    await user.post('/api/chat', { prompt: 'written meanwhile' });
  }
  expect(seen).toEqual(['thread 0', 'thread 6', 'thread 5', 'thread 4', 'thread 3', 'thread 2', 'thread 1']);
});

it('O4: rejects invalid limits and cursors', async () => {
  const user = await portal.someone();
  const forged = (values: unknown) => `cursor=${Buffer.from(JSON.stringify(values)).toString('base64url')}`;
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=x',
    'cursor=garbage',
    forged(['x', 1]),
    forged(['true', 'now()', 'x']),
    forged({ length: 3 }),
    'user_id=other',
    'archived=maybe',
  ]) {
    expect([query, (await user.get(`/api/chat/threads?${query}`)).status]).toEqual([query, 400]);
  }
});

it('finds threads by title and content; wildcards are literal', async () => {
  const user = await portal.someone();
  portal.fake.setScenario('echo');
  await user.post('/api/chat', { prompt: 'About 100% wool' });
  await user.post('/api/chat', { prompt: 'About cotton' });
  const found = async (q: string) =>
    (await user.get(`/api/chat/threads?q=${encodeURIComponent(q)}`)).body.length as number;
  expect([
    await found('about'),
    await found('WOOL'),
    await found('100%'),
    await found('%'),
    await found('_'),
    await found('silk'),
  ]).toEqual([2, 1, 1, 1, 0, 0]);
});
