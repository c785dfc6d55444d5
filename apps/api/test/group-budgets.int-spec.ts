import { UsageLedger } from '../src/modules/usage/index.js';
import { UsageRepository } from '../src/modules/usage/usage.repository.js';
import { type Client } from './client.js';
import { eventually, withinOne } from './clock.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

let groups = 0;
const groupOf = async (members: Person[], budget: object, more: object = {}) => {
  const name = `group ${++groups}`;
  const { body } = await admin.post('/api/admin/groups', {
    name,
    budget,
    member_ids: members.map(({ id }) => id),
    ...more,
  });
  return body as { id: string; name: string };
};
const ask = (client: Client, prompt: string, model?: string) =>
  client.post('/api/chat', { prompt, model, cache: 'bypass' });

it('the members of a group use its budget together, and are told which it is and until when', async () => {
  await withinOne('day', async () => {
    const [ada, bob] = [await portal.someone('developer'), await portal.someone()];
    const group = await groupOf([ada, bob], { requests_per_day: 3, requests_per_month: 100 });
    const program = portal.anyone.withKey((await ada.post('/api/developer/api-keys', {})).body.key_value);
    expect([(await ask(ada, 'a')).status, (await ask(bob, 'b')).status, (await ask(program, 'c')).status]).toEqual([
      200, 200, 200,
    ]);
    const { status, body, headers } = await ask(bob, 'd');
    expect([status, body.code]).toEqual([429, 'limit.group']);
    expect(body.detail).toContain(`the group ${group.name} is 3`);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: 'x' })).body.error.code).toBe(
      'insufficient_quota',
    );
    // Refused before it was written.
    expect((await bob.get('/api/chat/threads')).body).toHaveLength(1);
    expect((await bob.get('/api/usage/today')).body.groups).toEqual([
      {
        id: group.id,
        name: group.name,
        used: expect.objectContaining({ requests: 3 }),
        month: expect.objectContaining({ used: expect.objectContaining({ requests: 3 }) }),
        limits: { requests_per_day: 3, requests_per_month: 100 },
      },
    ]);
    // What was used while somebody was a member stays used; what is used afterwards is not the group's.
    await admin.put(`/api/admin/groups/${group.id}/members`, { member_ids: [bob.id] });
    expect((await ask(ada, 'e')).status).toBe(200);
    expect((await ask(bob, 'f')).status).toBe(429);
    await admin.put(`/api/admin/groups/${group.id}`, { budget: { requests_per_day: 4 } });
    expect((await ask(bob, 'g')).status).toBe(200);
    await portal.restart();
    admin = await portal.anyone.login('admin', 'admin123');
    const again = await portal.anyone.login(bob.username, PASSWORD);
    expect((await ask(again, 'h')).body.code).toBe('limit.group');
  });
});

it('who is in several groups needs room in one that allows the model', async () => {
  await withinOne('day', async () => {
    const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
    const [one, other] = models.filter(({ name }) => !/embed/.test(name));
    const ada = await portal.someone();
    const small = await groupOf([ada], { requests_per_day: 1 });
    const large = await groupOf([ada], { requests_per_day: 2 });
    // Both allow it: each counts it, and the last room of either is enough.
    expect((await ask(ada, 'a', one!.name)).status).toBe(200);
    expect((await ask(ada, 'b', one!.name)).status).toBe(200);
    expect((await ask(ada, 'c', one!.name)).body.code).toBe('limit.group');
    // A group without a budget opens only what it allows.
    await groupOf([ada], {}, { model_ids: [other!.id] });
    expect((await ask(ada, 'd', one!.name)).body.code).toBe('limit.group');
    expect((await ask(ada, 'e', other!.name)).status).toBe(200);
    const compared = { prompt: 'f', model: other!.name, compare_models: [one!.name], stream: true };
    expect((await ada.post('/api/chat', compared)).body.code).toBe('limit.group');
    await admin.delete(`/api/admin/groups/${small.id}`);
    await admin.delete(`/api/admin/groups/${large.id}`);
    expect((await ask(ada, 'g', other!.name)).status).toBe(200);
  });
});

it('a comparison needs room for all its answers, before anything of it is stored', async () => {
  await withinOne('day', async () => {
    const models = (await admin.get('/api/admin/models')).body as { name: string }[];
    const [one, other] = models.filter(({ name }) => !/embed/.test(name));
    const ada = await portal.someone();
    await groupOf([ada], { requests_per_day: 1 });
    const compared = { prompt: 'a', model: one!.name, compare_models: [other!.name], stream: true };
    expect((await ada.post('/api/chat', compared)).body).toMatchObject({
      code: 'limit.group',
      detail: expect.stringContaining('2 answers'),
    });
    expect((await ada.get('/api/chat/threads')).body).toEqual([]);
    expect((await ask(ada, 'b')).status).toBe(200);
  });
});

it('holds under a hundred concurrent requests of several members, and in another process', async () => {
  await withinOne('day', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => portal.someone()));
    const group = await groupOf(people, { requests_per_month: 5 });
    const replies = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(people[i % 4]!, `at once ${i}`)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
    const repository = portal.server.app.get(UsageRepository, { strict: false });
    await portal.server.app.get(UsageLedger, { strict: false }).flush();
    const elsewhere = new UsageLedger(repository);
    expect((await elsewhere.usedThisMonth({ column: 'group_id', id: group.id })).requests).toBe(5);
  });
});

it('a long answer in progress does not close the budget to the others, and what is in use is not used up', async () => {
  const [ada, bob] = [await portal.someone('developer'), await portal.someone()];
  const group = await groupOf([ada, bob], { tokens_per_day: 10_000 });
  const program = portal.anyone.withKey((await ada.post('/api/developer/api-keys', {})).body.key_value);
  portal.fake.setScenario('gated');
  portal.fake.clear();
  const messages = [{ role: 'user', content: 'a' }];
  const long = program.post('/v1/chat/completions', { model: 'gemma2:2b', messages, max_tokens: 1_000_000 });
  await portal.fake.waitForRequest();
  const others = ask(bob, 'b');
  await eventually(() => portal.fake.requests.filter(({ path }) => path === '/api/chat').length === 2);
  await admin.put(`/api/admin/groups/${group.id}`, { budget: { tokens_per_day: 1_000 } });
  const { status, body, headers } = await ask(bob, 'c');
  expect([status, body.code]).toEqual([429, 'limit.parallel']);
  expect(body.detail).toContain(`the group ${group.name}`);
  expect(Number(headers['retry-after'])).toBeLessThan(60);
  portal.fake.release(Infinity);
  expect([(await long).status, (await others).status]).toEqual([200, 200]);
  portal.fake.setScenario('hello');
});
