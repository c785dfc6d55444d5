import { NO_GROUPS } from '../../common/access/group-rights.js';
import type { Principal } from '../../common/access/principal.js';
import { OwnChanges } from '../../common/redis/changes.js';
import { PrincipalCache } from './principal.cache.js';

const principal = (role: Principal['role']): Principal => ({
  userId: 'ada',
  username: 'ada',
  role,
  groups: NO_GROUPS,
});

it.each([
  ['forgetAll', (cache: PrincipalCache) => cache.forgetAll()],
  ['forgetKey', (cache: PrincipalCache) => cache.forgetKey('1')],
])('keeps nothing that was being loaded when %s came', async (_, forget) => {
  const cache = new PrincipalCache(new OwnChanges());
  let loaded!: (value: Principal) => void;
  const before = cache.get('key:1', () => new Promise((resolve) => (loaded = resolve)));
  await Promise.resolve();
  forget(cache);
  loaded(principal('admin'));
  expect((await before).role).toBe('admin');
  expect((await cache.get('key:1', () => Promise.resolve(principal('user')))).role).toBe('user');
});

it('asks once for what is remembered', async () => {
  const cache = new PrincipalCache(new OwnChanges());
  const load = jest.fn(() => Promise.resolve(principal('user')));
  await cache.get('key:1', load);
  await cache.get('key:1', load);
  expect(load).toHaveBeenCalledTimes(1);
});
