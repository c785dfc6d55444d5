import pg from 'pg';
import { newDatabase, startPortal, type Portal } from './portal.js';

/** A zone that has another date than UTC at this moment. */
const ZONE = new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Pacific/Kiritimati';

let portal: Portal;
beforeAll(async () => {
  const url = await newDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`ALTER DATABASE ${client.database} SET timezone TO '${ZONE}'`);
  await client.end();
  portal = await startPortal({ env: { DATABASE_URL: url } });
});
afterAll(() => portal.close());

it('F8: days are those of UTC, whatever the time zone of the database', async () => {
  const ada = await portal.someone();
  await ada.post('/api/chat', { prompt: 'today' });
  await ada.get('/api/usage/today'); // This writes the ledger.
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const rows = () =>
    portal.sql<{ day: string; tokens: number }>(
      'SELECT day::text, (input_tokens + output_tokens)::int AS tokens FROM usage_days WHERE user_id = $1 ORDER BY day',
      [ada.id],
    );
  const [today] = await rows();
  expect([day(0), day(1)]).toContain(today!.day); // Midnight may have passed.
  for (const ago of [29, 30])
    await portal.sql(
      `INSERT INTO usage_days (day, user_id, api_key_id, model, input_tokens)
       VALUES ($1, $2, '00000000-0000-0000-0000-000000000000', 'x', $3)`,
      [day(ago), ada.id, 1_000 * ago],
    );
  const admin = await portal.anyone.login('admin', 'admin123');
  const [{ tokens_30d: sum }] = (await admin.get(`/api/admin/users?q=${ada.username}`)).body;
  expect(sum).toBe(today!.tokens + 29_000);
});
