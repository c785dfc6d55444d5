import { OwnCounts } from '../../common/redis/shared-counts.js';
import { LoginAttempts } from './attempts.js';

let now = 0;
const clock = () => now;
beforeEach(() => (now = 0));

/** Guesses wrongly once; returns the seconds to wait if the attempt was rejected. */
async function guess(attempts: LoginAttempts, account: string, address: string): Promise<number> {
  try {
    const attempt = await attempts.reserve(account, address, clock);
    await Promise.resolve();
    attempt.failed();
    return 0;
  } catch (error) {
    return (error as { retryAfter: number }).retryAfter;
  }
}
const together = (count: number, work: (i: number) => Promise<number>) =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));
const looked = (waits: number[]) => waits.filter((wait) => wait === 0).length;

it('looks at five passwords, then doubles the wait up to five minutes', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  const waits: number[] = [];
  for (let i = 0; i < 15; i++) {
    while ((await guess(attempts, 'ada', '10.0.0.1')) === 0);
    waits.push(await guess(attempts, 'ada', '10.0.0.1'));
    now += waits.at(-1)! * 1000;
  }
  expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
  expect(waits.at(-1)).toBe(300);
});

it('H6: of 66 guesses at once five are looked at, and the owner gets in from another address', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  expect(looked(await together(66, () => guess(attempts, 'ada', '10.0.0.1')))).toBe(5);
  expect(await guess(attempts, 'ada', '10.0.0.2')).toBe(0);
});

it('after a wait one password is looked at, however many come at once', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  await together(66, () => guess(attempts, 'ada', '10.0.0.1'));
  now += 1_001;
  expect(looked(await together(66, () => guess(attempts, 'ada', '10.0.0.1')))).toBe(1);
});

it('two hundred correct passwords at once all get in', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  const logins = Array.from({ length: 200 }, async () => {
    const attempt = await attempts.reserve('ada', '10.0.0.1', clock);
    await Promise.resolve();
    attempt.succeeded();
  });
  await expect(Promise.all(logins)).resolves.toHaveLength(200);
});

it('L1: a flood from many addresses slows down strangers, but not an address the owner has used before', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  (await attempts.reserve('victim', '192.168.0.9', clock)).succeeded();
  await together(400, (i) => guess(attempts, 'victim', `10.0.${i >> 8}.${i & 255}`));
  expect(await guess(attempts, 'victim', '10.9.9.9')).toBeGreaterThan(0);
  expect(await guess(attempts, 'victim', '192.168.0.9')).toBe(0);
  now += 300_001;
  expect(await guess(attempts, 'victim', '10.9.9.9')).toBe(0);
});

it('L1: slows down an address that tries many accounts, but not those accounts from other addresses', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  expect(looked(await together(25, (i) => guess(attempts, `user ${i}`, '10.0.0.1')))).toBe(20);
  expect(await guess(attempts, 'user 1', '10.0.0.2')).toBe(0);
});

it('counts one IPv6 network as one address', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  await together(25, (i) => guess(attempts, `user ${i}`, `2001:db8:1:2::${i}`));
  expect(await guess(attempts, 'user 99', '2001:db8:1:2:ffff::1')).toBeGreaterThan(0);
  expect(await guess(attempts, 'user 99', '2001:db8:1:3::1')).toBe(0);
});

it('a correct password clears the account at that address, but not the address', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  for (let i = 0; i < 4; i++) await guess(attempts, 'ada', '10.0.0.1');
  (await attempts.reserve('ada', '10.0.0.1', clock)).succeeded();
  expect(looked(await together(5, () => guess(attempts, 'ada', '10.0.0.1')))).toBe(5);
  expect(looked(await together(20, (i) => guess(attempts, `user ${i}`, '10.0.0.1')))).toBe(11);
});

it('an attempt that was not looked at does not count', async () => {
  const attempts = new LoginAttempts(new OwnCounts());
  for (let i = 0; i < 100; i++) (await attempts.reserve('ada', '10.0.0.1', clock)).cancelled();
  expect(await guess(attempts, 'ada', '10.0.0.1')).toBe(0);
});
