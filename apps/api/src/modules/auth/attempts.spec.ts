import { LoginAttempts } from './attempts.js';

/** Tries once; returns the seconds to wait if the attempt was rejected. */
const attempt = (attempts: LoginAttempts, account: string, address: string, now = 0): number => {
  try {
    attempts.reserve(account, address, now);
    return 0;
  } catch (error) {
    return (error as { retryAfter: number }).retryAfter;
  }
};
const times = (count: number, work: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => work(i));

it('looks at five passwords, then doubles the wait up to five minutes', () => {
  const attempts = new LoginAttempts();
  let now = 0;
  const waits = times(15, () => {
    while (attempt(attempts, 'ada', '10.0.0.1', now) === 0);
    const wait = attempt(attempts, 'ada', '10.0.0.1', now);
    now += wait * 1000;
    return wait;
  });
  expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
  expect(waits.at(-1)).toBe(300);
});

it('H6: of 66 guesses at once five are looked at, and the owner gets in from another address', () => {
  const attempts = new LoginAttempts();
  expect(times(66, () => attempt(attempts, 'ada', '10.0.0.1')).filter((wait) => wait === 0)).toHaveLength(5);
  expect(attempt(attempts, 'ada', '10.0.0.2')).toBe(0);
});

it('L1: a flood from a thousand addresses slows down strangers, but not an address the owner has used before', () => {
  const attempts = new LoginAttempts();
  attempts.reserve('victim', '192.168.0.9', 0).succeeded();
  times(1000, (i) => attempt(attempts, 'victim', `10.0.${i >> 8}.${i & 255}`));
  expect(attempt(attempts, 'victim', '10.9.9.9')).toBeGreaterThan(0);
  expect(attempt(attempts, 'victim', '192.168.0.9')).toBe(0);
  expect(attempt(attempts, 'victim', '10.9.9.9', 300_001)).toBe(0);
});

it('L1: slows down an address that tries many accounts, but not those accounts from other addresses', () => {
  const attempts = new LoginAttempts();
  times(25, (i) => attempt(attempts, `user ${i}`, '10.0.0.1'));
  expect(attempt(attempts, 'user 99', '10.0.0.1')).toBeGreaterThan(0);
  expect(attempt(attempts, 'user 1', '10.0.0.2')).toBe(0);
});

it('counts one IPv6 network as one address', () => {
  const attempts = new LoginAttempts();
  times(25, (i) => attempt(attempts, `user ${i}`, `2001:db8:1:2::${i}`));
  expect(attempt(attempts, 'user 99', '2001:db8:1:2:ffff::1')).toBeGreaterThan(0);
  expect(attempt(attempts, 'user 99', '2001:db8:1:3::1')).toBe(0);
});

it('a correct password clears the account at that address, but not the address', () => {
  const attempts = new LoginAttempts();
  times(4, () => attempt(attempts, 'ada', '10.0.0.1'));
  attempts.reserve('ada', '10.0.0.1', 0).succeeded();
  expect(times(5, () => attempt(attempts, 'ada', '10.0.0.1'))).toEqual([0, 0, 0, 0, 0]);
  times(11, (i) => attempt(attempts, `user ${i}`, '10.0.0.1'));
  expect(attempt(attempts, 'ada', '10.0.0.1')).toBeGreaterThan(0);
});

it('an attempt that was not looked at does not count', () => {
  const attempts = new LoginAttempts();
  times(100, () => (attempts.reserve('ada', '10.0.0.1', 0).cancelled(), 0));
  expect(attempt(attempts, 'ada', '10.0.0.1')).toBe(0);
});
