import { LoginAttempts } from './attempts.js';

const wait = (attempts: LoginAttempts, account: string, address: string, now: number): number => {
  try {
    attempts.check(account, address, now);
    return 0;
  } catch (error) {
    return (error as { retryAfter: number }).retryAfter;
  }
};

it('doubles the wait from the fifth wrong password on, up to five minutes', () => {
  const attempts = new LoginAttempts();
  let now = 0;
  const waits = Array.from({ length: 16 }, () => {
    attempts.fail('ada', '10.0.0.1', now);
    const seconds = wait(attempts, 'ada', '10.0.0.2', now);
    now += seconds * 1000;
    return seconds;
  });
  expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1, 2, 4, 8]);
  expect(Math.max(...waits)).toBe(300);
});

it('L1: the wait expires, so nobody is locked out for good', () => {
  const attempts = new LoginAttempts();
  for (let i = 0; i < 1000; i++) attempts.fail('victim', `10.0.${i >> 8}.${i & 255}`, 0);
  expect(wait(attempts, 'victim', '10.9.9.9', 0)).toBe(300);
  expect(wait(attempts, 'victim', '10.9.9.9', 300_001)).toBe(0);
});

it('L1: slows down an address that tries many accounts, but not those accounts from other addresses', () => {
  const attempts = new LoginAttempts();
  for (let i = 0; i < 25; i++) attempts.fail(`user ${i}`, '10.0.0.1', 0);
  expect(wait(attempts, 'user 99', '10.0.0.1', 0)).toBeGreaterThan(0);
  expect(wait(attempts, 'user 1', '10.0.0.2', 0)).toBe(0);
});

it('a correct password clears the account but not the address', () => {
  const attempts = new LoginAttempts();
  for (let i = 0; i < 25; i++) attempts.fail('ada', '10.0.0.1', 0);
  attempts.succeed('ada');
  expect(wait(attempts, 'ada', '10.0.0.2', 0)).toBe(0);
  expect(wait(attempts, 'ada', '10.0.0.1', 0)).toBeGreaterThan(0);
});
