import { DECOY_HASH, hashPassword, isOutdatedHash } from './passwords.js';

it('makes the decoy with the parameters of today, so that an unknown name takes as long', async () => {
  expect(isOutdatedHash(DECOY_HASH)).toBe(false);
  expect(isOutdatedHash(await hashPassword('a few unrelated words'))).toBe(false);
  expect(isOutdatedHash('$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA')).toBe(true);
});
