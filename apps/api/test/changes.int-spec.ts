import { type Changes, OwnChanges, RedisChanges } from '../src/common/redis/changes.js';
import { RedisLink } from '../src/common/redis/redis-link.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';

// What one process keeps in memory and another changes.

const links: RedisLink[] = [];
afterEach(() => links.splice(0).forEach((link) => link.onApplicationShutdown()));

async function processOn(url: string): Promise<{ changes: Changes; heard: (string | undefined)[] }> {
  const link = new RedisLink(url, 'test');
  links.push(link);
  const changes = new RedisChanges(link);
  const heard: (string | undefined)[] = [];
  await eventually(() => link.readyMs > 0);
  changes.watch('quotas', (key) => heard.push(key));
  return { changes, heard };
}

it('one process forgets what it changed before it goes on', () => {
  const changes = new OwnChanges();
  const heard: (string | undefined)[] = [];
  changes.watch('quotas', (key) => heard.push(key));
  changes.announce('quotas', 'ada');
  changes.announce('models');
  expect(heard).toEqual(['ada']);
});

it('several on one Redis forget the same entry, and nothing else', async () => {
  const redis = await FakeRedis.start();
  const [here, there] = [await processOn(redis.url), await processOn(redis.url)];
  here.changes.announce('settings');
  here.changes.announce('quotas', 'ada');
  expect(here.heard).toEqual(['ada']);
  await eventually(() => there.heard.length > 0);
  expect(there.heard).toEqual(['ada']);
  await redis.close();
});

it('who was cut off forgets everything, because nobody knows what was said meanwhile', async () => {
  const redis = await FakeRedis.start();
  const network = await FaultProxy.to(redis.url);
  const [here, there] = [await processOn(redis.url), await processOn(network.url)];
  network.set({ kind: 'cut' });
  here.changes.announce('quotas', 'unheard');
  network.heal();
  await eventually(() => there.heard.length > 0);
  expect(there.heard).toEqual([undefined]);
  await network.close();
  await redis.close();
});
