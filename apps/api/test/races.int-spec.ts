import pg from 'pg';
import type { Client } from './client.js';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => portal.close());

const tokenOf = (url: string) => url.split('#')[1]!;
const guest = (name: string, invite: string) =>
  portal.anyone.post('/api/auth/register', {
    username: name,
    email: `${name}@example.org`,
    password: PASSWORD,
    invite,
  });
const isWaiting = async () =>
  (await portal.sql(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`))
    .length > 0;

/** A database session that can keep a transaction open. */
async function holding(work: (client: pg.Client) => Promise<void>) {
  const [{ name }] = (await portal.sql<{ name: string }>('SELECT current_database() AS name')) as [{ name: string }];
  const client = new pg.Client(`${process.env.TEST_POSTGRES!}/${name}`);
  await client.connect();
  try {
    await client.query('BEGIN');
    await work(client);
  } finally {
    await client.end();
  }
}

it('concurrent changes of a quota all succeed', async () => {
  const ada = await portal.someone('user', 'ada');
  for (const url of ['/api/admin/quotas/developer', `/api/admin/users/${ada.id}/quota`]) {
    const replies = await Promise.all(Array.from({ length: 8 }, (_, i) => admin.put(url, { requests_per_day: i + 1 })));
    expect(replies.filter(({ status }) => status >= 300)).toEqual([]);
  }
});

it('an invitation cannot be withdrawn while somebody uses it', async () => {
  const { id } = (await admin.post('/api/admin/invites', {})).body;
  await holding(async (client) => {
    await client.query('UPDATE account_links SET used_at = now() WHERE id = $1', [id]);
    const withdrawn = admin.delete(`/api/admin/invites/${id}`);
    while (!(await isWaiting()));
    await client.query('COMMIT');
    expect((await withdrawn).body.code).toBe('invite.not-found');
  });
  expect((await admin.get('/api/admin/audit?action=invite.withdrawn')).body).toEqual([]);
});

it('links of a former admin do not work', async () => {
  const mallory = await portal.someone('admin', 'mallory');
  const victim = await portal.someone('admin', 'victim');
  const invite = tokenOf((await mallory.post('/api/admin/invites', { role: 'admin' })).body.invite_url);
  const reset = tokenOf((await mallory.post(`/api/admin/users/${victim.id}/reset-password`)).body.reset_url);
  await admin.put(`/api/admin/users/${mallory.id}/role`, { role: 'user' });
  expect((await guest('backdoor', invite)).body.code).toBe('auth.link-invalid');
  expect(
    (await portal.anyone.post('/api/auth/reset-password', { token: reset, password: 'another long sentence' })).body
      .code,
  ).toBe('auth.link-invalid');
  expect((await admin.get('/api/admin/invites')).body).toEqual([]);
});

it('a statement may change the account that runs it', async () => {
  await admin.post('/api/admin/database/write-mode', { password: ADMIN_PASSWORD, confirmation: 'write' });
  const { status, body } = await admin.post('/api/admin/database/query', {
    sql: `UPDATE users SET email = 'root@example.org', email_key = 'root@example.org' WHERE username = 'admin'`,
    mode: 'write',
  });
  expect([status, body.affected]).toEqual([200, 1]);
  expect((await admin.get('/api/admin/database/history')).body[0]).toMatchObject({ mode: 'write', status: 'ok' });
});
