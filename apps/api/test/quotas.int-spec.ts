import { type Client } from './client.js';
import { Quotas, UsageLedger } from '../src/modules/usage/index.js';
import { withinOne } from './clock.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setScenario('hello'));
beforeEach(() => portal.fake.clear());

const users = '/api/admin/users';

describe('quotas', () => {
  it('keep a group once for all its members, and forget it with its change', async () => {
    const quotas = portal.server.app.get(Quotas, { strict: false });
    const [ada, bob] = [await portal.someone(), await portal.someone()];
    const group = { name: 'shared', budget: { tokens_per_day: 5 }, member_ids: [ada.id, bob.id] };
    const { id } = (await admin.post('/api/admin/groups', group)).body;
    const [of, other] = [await quotas.allowanceOf(ada.id), await quotas.allowanceOf(bob.id)];
    expect(of.groups).toMatchObject([{ id, name: 'shared', budget: { tokens_per_day: 5 } }]);
    expect(other.groups[0]).toBe(of.groups[0]);
    await admin.put(`/api/admin/groups/${id}`, { ...group, budget: { tokens_per_day: 6 } });
    expect((await quotas.allowanceOf(bob.id)).groups).toMatchObject([{ budget: { tokens_per_day: 6 } }]);
    await admin.delete(`/api/admin/groups/${id}`);
    expect((await quotas.allowanceOf(ada.id)).groups).toEqual([]);
  });

  it('the usage of today writes what waits of the one who asks, and not of others', async () => {
    const [ada, bob] = [await portal.someone(), await portal.someone()];
    const today = async (client: Client) => (await client.get('/api/usage/today')).body.used.requests as number;
    expect([await today(ada), await today(bob)]).toEqual([0, 0]);
    await withinOne('day', async () => {
      const flush = jest.spyOn(portal.server.app.get(UsageLedger, { strict: false }), 'flush');
      const before = await today(bob);
      flush.mockClear();
      expect((await bob.post('/api/chat', { prompt: 'x', cache: 'bypass' })).status).toBe(200);
      for (let i = 0; i < 3; i++) await today(ada);
      expect(flush).not.toHaveBeenCalled();
      expect(await today(bob)).toBe(before + 1);
      flush.mockRestore();
    });
  });

  const ask = (client: Client, prompt: string) => client.post('/api/chat', { prompt, cache: 'bypass' });

  it('of a role limit the chat and keys together, and an account’s own quota overrides it', async () => {
    await withinOne('day', async () => {
      expect((await admin.put('/api/admin/quotas/developer', { requests_per_day: 2 })).body).toMatchObject([
        { role: 'user', limits: {} },
        { role: 'developer', limits: { requests_per_day: 2 } },
        { role: 'admin' },
      ]);
      const dev = await portal.someone('developer');
      const program = portal.anyone.withKey((await dev.post('/api/developer/api-keys', {})).body.key_value);
      expect([(await ask(dev, 'a')).status, (await ask(program, 'b')).status]).toEqual([200, 200]);
      for (const client of [dev, program]) {
        const { status, body, headers } = await ask(client, 'c');
        expect([status, body.code]).toEqual([429, 'limit.requests']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
      expect((await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: 'x' })).body.error.code).toBe(
        'insufficient_quota',
      );
      expect((await dev.get('/api/usage/today')).body).toMatchObject({
        used: { requests: 2 },
        limits: { requests_per_day: 2 },
        resets_at: expect.stringMatching(/T00:00:00/),
      });
      expect((await admin.put(`${users}/${dev.id}/quota`, { requests_per_day: 3 })).status).toBe(204);
      expect([(await ask(dev, 'd')).status, (await ask(dev, 'e')).status]).toEqual([200, 429]);
      await admin.delete(`${users}/${dev.id}/quota`);
      expect((await ask(dev, 'f')).status).toBe(429);
      await admin.put('/api/admin/quotas/developer', {});
      expect((await ask(dev, 'g')).status).toBe(200);
    });
  });

  it('of a month go on past midnight, also for keys, and end with the month', async () => {
    await withinOne('day', async () => {
      const now = new Date();
      const dev = await portal.someone('developer');
      const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1));
      const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
      const key = (await dev.post('/api/developer/api-keys', { tokens_per_month: 5_000 })).body;
      const program = portal.anyone.withKey(key.key_value);
      const used = (day: Date, requests: number, tokens: number, model = 'm') =>
        portal.sql(
          `INSERT INTO usage_days (day, user_id, api_key_id, model, requests, input_tokens, output_tokens)
             VALUES ($1, $2, $3, $6, $4, $5, 0)`,
          [day.toISOString().slice(0, 10), dev.id, key.id, requests, tokens, model],
        );
      // Of the month before: it does not count. On the first of the month: it does.
      await used(new Date(first.getTime() - 1), 100, 1_000_000);
      await used(first, 3, 1_000);
      await admin.put(`${users}/${dev.id}/quota`, { requests_per_month: 4 });
      expect((await ask(dev, 'a')).status).toBe(200);
      const { status, body, headers } = await ask(dev, 'b');
      expect([status, body.code]).toEqual([429, 'limit.requests-month']);
      const rest = (next.getTime() - Date.now()) / 1_000;
      expect(Math.abs(Number(headers['retry-after']) - rest)).toBeLessThan(60);
      expect((await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: 'x' })).body.error.code).toBe(
        'insufficient_quota',
      );
      expect((await dev.get('/api/usage/today')).body).toMatchObject({
        month: { used: { requests: 4 }, resets_at: next.toISOString() },
        limits: { requests_per_month: 4 },
      });
      await admin.put(`${users}/${dev.id}/quota`, { requests_per_month: 1_000 });
      expect((await ask(program, 'c')).status).toBe(200);
      // What another process had counted is read when this one begins.
      await used(first, 0, 5_000, 'n');
      await portal.restart();
      admin = await portal.anyone.login('admin', 'admin123');
      expect((await ask(portal.anyone.withKey(key.key_value), 'd')).body.code).toBe('limit.tokens-month');
    });
  });

  it('of a month are the highest of the groups, and nothing that is deleted or cached gives any back', async () => {
    await withinOne('day', async () => {
      const dev = await portal.someone('developer');
      for (const [name, requests_per_month] of [
        ['few', 1],
        ['more', 3],
      ] as const)
        await admin.post('/api/admin/groups', {
          name: `${name} of ${dev.username}`,
          quota: { requests_per_month, requests_per_day: 100 },
          member_ids: [dev.id],
        });
      const key = (await dev.post('/api/developer/api-keys', {})).body;
      const program = portal.anyone.withKey(key.key_value);
      const prompt = `what is told to ${dev.username}`;
      const { thread_id } = (await dev.post('/api/chat', { prompt })).body;
      expect((await dev.post('/api/chat', { prompt })).body.cached).toBe(true);
      expect((await ask(program, 'b')).status).toBe(200);
      await dev.delete(`/api/chat/threads/${thread_id}`);
      await dev.delete(`/api/developer/api-keys/${key.id}`);
      const { status, body } = await ask(dev, 'c');
      expect([status, body.code]).toEqual([429, 'limit.requests-month']);
      const { month } = (await dev.get('/api/usage/today')).body;
      expect(month.used.requests).toBe(3);
      // In every dialect.
      const other = portal.anyone.withKey((await dev.post('/api/developer/api-keys', {})).body.key_value);
      const messages = [{ role: 'user', content: 'd' }];
      for (const [path, body] of [
        ['/v1/chat/completions', { model: 'gemma2:2b', messages }],
        ['/v1/responses', { model: 'gemma2:2b', input: 'd' }],
        ['/v1/messages', { model: 'gemma2:2b', max_tokens: 5, messages }],
        ['/ollama/api/chat', { model: 'gemma2:2b', messages }],
      ] as const) {
        const reply = await other.post(path, body);
        expect([path, reply.status, Number(reply.headers['retry-after']) > 0]).toEqual([path, 429, true]);
      }
    });
  });

  it('refuse a question before it is written, so that no chat gets a question without an answer', async () => {
    await withinOne('day', async () => {
      const user = await portal.someone();
      await admin.put(`${users}/${user.id}/quota`, { requests_per_day: 1 });
      const { thread_id, message_id } = (await ask(user, 'one')).body;
      const replies = [
        await ask(user, 'two'),
        await user.post('/api/chat', { prompt: 'two', thread_id }),
        await user.post('/api/chat', { prompt: 'two', thread_id, stream: true }),
        await user.post(`/api/chat/messages/${message_id}/regenerate`, {}),
      ];
      for (const { status, body } of replies) {
        expect([status, body.code]).toEqual([429, 'limit.requests']);
        expect(body).not.toHaveProperty('thread_id');
      }
      expect((await user.get('/api/chat/threads')).body).toMatchObject([{ id: thread_id, message_count: 2 }]);
    });
  });

  it('hold under a hundred concurrent requests, and over a restart', async () => {
    await withinOne('day', async () => {
      const user = await portal.someone();
      await admin.put(`${users}/${user.id}/quota`, { requests_per_day: 5 });
      const replies = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(user, `at once ${i}`)));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
      await portal.restart();
      const again = await portal.anyone.login(user.username, PASSWORD);
      expect((await ask(again, 'after')).status).toBe(429);
      admin = await portal.anyone.login('admin', 'admin123');
    });
  });

  it('limit answers in progress, and reject invalid values', async () => {
    const user = await portal.someone();
    await admin.put(`${users}/${user.id}/quota`, { parallel_runs: 1 });
    portal.fake.setScenario('gated');
    portal.fake.clear(); // So that the request awaited below is this one.
    const first = ask(user, 'one');
    await portal.fake.waitForRequest();
    expect((await ask(user, 'two')).body.code).toBe('limit.parallel');
    portal.fake.release(Infinity);
    expect((await first).status).toBe(200);
    expect((await admin.put(`${users}/${user.id}/quota`, { tokens_per_day: 0 })).status).toBe(400);
    expect((await admin.put('/api/admin/quotas/root', {})).status).toBe(400);
  });
});

it('embeddings are in the ledger like answers', async () => {
  const dev = await portal.someone('developer');
  const program = portal.anyone.withKey(
    (await dev.post('/api/developer/api-keys', { name: 'vectors' })).body.key_value,
  );
  const { usage } = (await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: ['one', 'two'] })).body;
  const { rows } = (await dev.get('/api/developer/usage?group_by=key,model')).body;
  expect(rows).toMatchObject([
    {
      key_name: 'vectors',
      model: expect.stringMatching(/^nomic-embed-text/),
      requests: 1,
      input_tokens: usage.prompt_tokens,
      errors: 0,
    },
  ]);
});
