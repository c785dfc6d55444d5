import { scenarioText } from '@pocket-llm/fake-llm';
import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { eventually, withinOne } from './clock.js';
import { FakeRedis, GARBAGE, ODD_REPLIES } from './fake-redis.js';
import { FaultProxy, type Fault } from './fault-proxy.js';
import { FuzzedServer } from './fuzz/server.js';
import { ADMIN_PASSWORD } from './portal.js';

/** How long a cache that failed is left alone. */
const PAUSE_MS = 5_000;

let redis: FakeRedis;
let network: FaultProxy;
let portal: FuzzedServer;
let admin: Client;
beforeAll(async () => {
  redis = await FakeRedis.start();
  network = await FaultProxy.to(redis.url);
  network.set({ kind: 'cut' });
  // Naming a chat asks the cache, too, in its own time: it would be counted as a question.
  portal = await FuzzedServer.start({ REDIS_URL: network.url, TITLE_MODEL: 'off' });
  admin = await portal.server.client.login('admin', ADMIN_PASSWORD);
});
afterAll(async () => {
  network.set({ kind: 'hang' });
  expect((await ask()).status).toBe(200);
  const { code, output } = await portal.stop();
  await network.close();
  await redis.close();
  expect([code, output.match(/unhandled|uncaught/i)]).toEqual([0, null]);
});
afterEach(() => {
  redis.oddReply = undefined;
  network.heal();
});

const ask = (prompt: string = randomUUID()) => admin.post('/api/chat', { prompt });

/** Mends the network, and waits until the server uses the store: answers come out of it. */
function untilUsed(): Promise<void> {
  network.heal();
  return eventually(async () => {
    const prompt = randomUUID();
    await ask(prompt);
    return (await ask(prompt)).body.cached === true;
  });
}

/** Questions are answered; what ended has ended; a key makes as many requests as it may. */
async function expectService(): Promise<void> {
  const replies = [await ask(), await ask('the same again'), await ask('the same again')];
  expect(replies.map(({ status, body }) => [status, body.response])).toEqual(
    Array(3).fill([200, scenarioText('hello')]),
  );
  const session = await portal.server.client.login('admin', ADMIN_PASSWORD);
  await session.post('/api/auth/logout');
  expect((await session.get('/api/auth/me')).status).toBe(401);
  const { id, key_value } = (await admin.post('/api/developer/api-keys', { requests_per_minute: 2 })).body;
  const program = portal.server.client.withKey(key_value);
  await withinOne('minute', async () => {
    const uses = [];
    for (let i = 0; i < 5; i++) uses.push((await program.get('/api/models')).status);
    expect(uses.filter((status) => status === 200).length).toBeLessThanOrEqual(2);
    expect(uses.at(-1)).toBe(429);
  });
  await admin.delete(`/api/developer/api-keys/${id}`);
  expect((await program.get('/api/models')).status).toBe(401);
}

describe('F6: the portal goes on', () => {
  it('with a Redis that is down from the start, and uses it once it is there', async () => {
    await expectService();
    await untilUsed();
  });

  it.each<[string, Fault]>([
    ['goes down', { kind: 'cut' }],
    ['breaks off in the middle of a reply', { kind: 'reset', afterBytes: 3 }],
    ['sends byte by byte', { kind: 'slice' }],
  ])('with a Redis that %s in mid-run', async (_, fault) => {
    network.set(fault);
    await expectService();
    await untilUsed();
  });

  it.each(Object.entries(ODD_REPLIES))('with a reply %s: a miss', async (_, reply) => {
    const prompt = randomUUID();
    await ask(prompt);
    redis.oddReply = reply;
    expect((await ask(prompt)).body).toMatchObject({ cached: false, response: scenarioText('hello') });
    await expectService();
    redis.oddReply = undefined;
    await untilUsed();
  });

  it('with a reply that belongs to another question: a miss', async () => {
    await untilUsed();
    const [prompt, other] = [randomUUID(), randomUUID()];
    await ask(other);
    const [[, value] = []] = [...redis.values].slice(-1);
    await ask(prompt);
    for (const key of redis.values.keys()) redis.values.set(key, value!);
    expect((await ask(prompt)).body.cached).toBe(false);
  });

  it('with a Redis that speaks another protocol', async () => {
    await untilUsed();
    redis.oddReply = GARBAGE;
    await expectService();
    redis.oddReply = undefined;
    await untilUsed();
  });

  it('with a Redis that was flushed: asks again, and keeps the new answer', async () => {
    await untilUsed();
    const prompt = randomUUID();
    await ask(prompt);
    expect((await ask(prompt)).body.cached).toBe(true);
    redis.values.clear();
    expect((await ask(prompt)).body.cached).toBe(false);
    expect((await ask(prompt)).body.cached).toBe(true);
  });
});

it('F6: a slow Redis is waited for once, then left alone for some seconds', async () => {
  await untilUsed();
  network.set({ kind: 'latency', ms: 1_000 });
  const before = redis.uses;
  const began = performance.now();
  for (let i = 0; i < 20; i++) expect((await ask()).status).toBe(200);
  await eventually(() => redis.uses > before);
  const pauses = 1 + Math.floor((performance.now() - began) / PAUSE_MS);
  expect(redis.uses - before).toBeLessThanOrEqual(2 * pauses);
  await expectService();
});

it('F6: clearing a cache that does not answer is an error and not in the audit log', async () => {
  await untilUsed();
  const purges = async () => (await admin.get('/api/admin/audit?action=cache.purged')).body.length;
  const before = await purges();
  network.set({ kind: 'cut' });
  const refused = await admin.delete('/api/admin/cache');
  expect([refused.status, refused.body.code]).toEqual([503, 'cache.unavailable']);
  expect(await purges()).toBe(before);
  network.heal();
  await eventually(async () => (await admin.delete('/api/admin/cache')).status === 204);
  expect(redis.values.size).toBe(0);
  expect(await purges()).toBe(before + 1);
});
