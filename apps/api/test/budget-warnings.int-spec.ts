import { BudgetWatch } from '../src/modules/usage/budget-watch.js';
import { BudgetWarningRepository } from '../src/modules/usage/budget-warning.repository.js';
import { Webhooks } from '../src/modules/webhooks/index.js';
import { type Client } from './client.js';
import { eventually, withinOne } from './clock.js';
import { readsOf, statementsOf } from './plans.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';
import { startReceiver, type Receiver } from './receiver.js';

const LOOPBACK = { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' };

let portal: Portal;
let admin: Client;
let receiver: Receiver;
const signIn = async () => (admin = await portal.anyone.login('admin', 'admin123'));
beforeAll(async () => {
  [portal, receiver] = await Promise.all([startPortal({ env: LOOPBACK }), startReceiver()]);
  await signIn();
  await admin.post('/api/admin/webhooks', {
    name: 'budgets',
    url: receiver.url,
    events: ['budget.warning', 'budget.reached'],
  });
});
afterAll(async () => {
  receiver.close();
  await portal.close();
});

const ask = async (client: Client, prompt: string) =>
  (await client.post('/api/chat', { prompt, cache: 'bypass' })).status;
const told = async () => {
  const { type, data } = JSON.parse((await receiver.next()).body);
  return { type, ...data };
};
const banners = async (client: Client) => (await client.get('/api/announcements')).body;

it('80 and 100 percent of a limit are told once: to webhooks, to the person, and to the admins', async () => {
  await withinOne('day', async () => {
    const ada = await portal.someone();
    await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_month: 5 });
    for (const prompt of ['a', 'b', 'c']) expect(await ask(ada, prompt)).toBe(200);
    expect(await banners(ada)).toEqual([]);
    expect(await ask(ada, 'd')).toBe(200);
    const month = { holder: 'user', holder_id: ada.id, name: ada.username, owner: null, period: 'month' };
    const of = { ...month, measure: 'requests', limit: 5 };
    expect(await told()).toEqual({
      type: 'budget.warning',
      ...of,
      used: 4,
      resets_at: expect.stringMatching(/-01T00:00:0\d.000Z$/),
    });
    const [banner] = await banners(ada);
    expect(banner).toMatchObject({
      level: 'warning',
      text: '80 % of the requests of the month of your account are used up.',
      budget: { holder: 'user', period: 'month', measure: 'requests', used: 4, limit: 5 },
    });
    const near = async () => (await admin.get('/api/admin/budgets')).body;
    expect(await near()).toContainEqual({ ...of, used: 4 });
    // Nobody else sees it, or may dismiss it.
    const eve = await portal.someone();
    expect(await banners(eve)).toEqual([]);
    expect((await eve.post(`/api/announcements/${banner.id}/dismiss`)).status).toBe(404);
    expect((await ada.post(`/api/announcements/${banner.id}/dismiss`)).status).toBe(204);
    expect(await banners(ada)).toEqual([]);

    await portal.restart(LOOPBACK);
    await signIn();
    const again = await portal.anyone.login(ada.username, PASSWORD);
    expect([await ask(again, 'e'), await ask(again, 'f')]).toEqual([200, 429]);
    expect(await told()).toMatchObject({ type: 'budget.reached', ...of, used: 5 });
    // The end is news again.
    await eventually(async () => (await banners(again)).length === 1);
    await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_month: 100 });
    expect([await banners(again), await near()]).toEqual([[], []]);
    expect(await portal.sql('SELECT level FROM budget_warnings WHERE holder_id = $1 ORDER BY level', [ada.id])).toEqual(
      [{ level: 80 }, { level: 100 }],
    );
  });
});

it('so are those of a key and of a group, the group to all its members', async () => {
  await withinOne('day', async () => {
    const [ada, bob] = [await portal.someone('developer'), await portal.someone()];
    const { body: key } = await ada.post('/api/developer/api-keys', { name: 'shop', tokens_per_day: 1 });
    expect(await ask(portal.anyone.withKey(key.key_value), 'a')).toBe(200);
    expect(await told()).toMatchObject({ type: 'budget.reached', holder: 'key', name: 'shop', owner: ada.username });
    expect(await banners(ada)).toMatchObject([{ budget: { holder: 'key', name: 'shop', measure: 'tokens' } }]);
    expect(await banners(bob)).toEqual([]);
    const name = `shared by ${bob.username}`;
    const { body: group } = await admin.post('/api/admin/groups', {
      name,
      budget: { requests_per_day: 1 },
      member_ids: [ada.id, bob.id],
    });
    expect(await ask(bob, 'b')).toBe(200);
    expect(await told()).toMatchObject({ type: 'budget.reached', holder: 'group', holder_id: group.id, name });
    for (const [client, seen] of [
      [ada, 2],
      [bob, 1],
    ] as const)
      expect(await banners(client)).toHaveLength(seen);
    await admin.put(`/api/admin/groups/${group.id}/members`, { member_ids: [ada.id] });
    expect(await banners(bob)).toEqual([]);
  });
});

it('a lowered limit is told at the refusal, and a group also while another one lets its members in', async () => {
  await withinOne('day', async () => {
    const ada = await portal.someone();
    for (const prompt of ['a', 'b']) expect(await ask(ada, prompt)).toBe(200);
    await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 2 });
    expect(await ask(ada, 'c')).toBe(429);
    expect(await told()).toMatchObject({ type: 'budget.reached', holder: 'user', holder_id: ada.id, used: 2 });
    const bob = await portal.someone();
    const [, small] = await Promise.all(
      [100, 1].map(async (requests_per_day, i) => {
        const name = `${i} of ${bob.username}`;
        const group = { name, budget: { requests_per_day }, member_ids: [bob.id] };
        return (await admin.post('/api/admin/groups', group)).body as { id: string };
      }),
    );
    expect(await ask(bob, 'd')).toBe(200);
    expect(await told()).toMatchObject({ type: 'budget.reached', holder: 'group', holder_id: small!.id });
  });
});

it('limits that were raised since hide no other one of the same person', async () => {
  await withinOne('day', async () => {
    const ada = await portal.someone('developer');
    for (let i = 0; i < 5; i++) {
      const { body: key } = await ada.post('/api/developer/api-keys', { name: `0-${i}`, tokens_per_day: 1_000_000 });
      await portal.sql(
        `INSERT INTO budget_warnings (id, holder, holder_id, period, first, measure, level)
           VALUES (gen_random_uuid(), 'key', $1, 'day', (now() AT TIME ZONE 'UTC')::date, 'tokens', 100)`,
        [key.id],
      );
    }
    await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 1 });
    expect(await ask(ada, 'a')).toBe(200);
    expect(await told()).toMatchObject({ type: 'budget.reached', holder_id: ada.id });
    expect(await banners(ada)).toMatchObject([{ budget: { holder: 'user', used: 1, limit: 1 } }]);
  });
});

it('what a person is told is found by whose it is, however many warnings run', async () => {
  const ada = await portal.someone();
  await portal.sql(
    `INSERT INTO budget_warnings (id, holder, holder_id, period, first, measure, level)
     SELECT gen_random_uuid(), 'user', gen_random_uuid(), 'day', (now() AT TIME ZONE 'UTC')::date, 'tokens', 100
     FROM generate_series(1, 10000)`,
  );
  await portal.sql('ANALYZE budget_warnings');
  try {
    const asked = await statementsOf(() => banners(ada));
    const [statement] = asked.filter(({ text }) => text.includes('FROM budget_warnings'));
    const reads = await readsOf(portal, statement!);
    expect(reads.filter((name) => name.startsWith('budget_warnings'))).toEqual(['budget_warnings_once_key']);
  } finally {
    await portal.sql(`DELETE FROM budget_warnings WHERE holder = 'user' AND holder_id NOT IN (SELECT id FROM users)`);
  }
});

it('the limits of many people are one question', async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => portal.someone()));
  await withinOne('day', async () => {
    for (const { id } of people) {
      await admin.put(`/api/admin/users/${id}/quota`, { requests_per_day: 1 });
      await portal.sql(
        `INSERT INTO budget_warnings (id, holder, holder_id, period, first, measure, level)
         VALUES (gen_random_uuid(), 'user', $1, 'day', (now() AT TIME ZONE 'UTC')::date, 'requests', 100)`,
        [id],
      );
    }
    const asked = await statementsOf(() => admin.get('/api/admin/budgets'));
    expect(asked.filter(({ text }) => text.includes('quotas own'))).toHaveLength(1);
  });
});

it('two processes tell it once', async () => {
  await withinOne('day', async () => {
    const { id } = await portal.someone();
    const before = receiver.got.length;
    const repository = portal.server.app.get(BudgetWarningRepository, { strict: false });
    const webhooks = portal.server.app.get(Webhooks, { strict: false });
    const watches = [1, 2, 3].map(() => new BudgetWatch(repository, webhooks));
    const holder = { column: 'user_id' as const, id, name: 'x', limits: { requests_per_day: 10 } };
    for (const watch of watches) watch.look(holder, { day: { requests: 8, tokens: 0 }, month: undefined });
    await Promise.all(watches.map((watch) => watch.beforeApplicationShutdown()));
    expect(await told()).toMatchObject({ type: 'budget.warning', holder_id: id, used: 8 });
    expect(receiver.got.length - before).toBe(1);
    expect(await portal.sql('SELECT 1 FROM webhook_deliveries WHERE body LIKE $1', [`%${id}%`])).toHaveLength(1);
  });
});
