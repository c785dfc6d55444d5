import { hash } from '@node-rs/argon2';
import { eventually } from './clock.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { TRUST_PROXY: '1', REGISTRATIONS_PER_HOUR: '10' } });
  ada = await portal.someone('user', 'ada');
});
afterAll(() => portal.close());

const from = (address: string) => portal.anyone.with({ 'x-forwarded-for': address });
const login = (address: string, username: string, password: string) =>
  from(address).post('/api/auth/login', { username, password });
const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).sort();
const account = (name: string, password = PASSWORD) => ({ username: name, email: `${name}@example.org`, password });

it('H6, L1: of 66 guesses at once five are looked at, and the owner gets in from elsewhere', async () => {
  const guesses = Array.from({ length: 66 }, (_, i) =>
    login('10.1.0.1', i % 2 ? 'ada' : 'ADA@example.org', `guess number ${i}`),
  );
  const began = Date.now();
  const seen = statuses(await Promise.all(guesses));
  // On a busy machine the first waits, of one and two seconds, may be over before the last guess arrives.
  const afterWaits = Math.floor(Math.log2((Date.now() - began) / 1000 + 1));
  expect([...new Set(seen)]).toEqual([401, 429]);
  expect(seen.indexOf(429)).toBeGreaterThanOrEqual(5);
  expect(seen.indexOf(429)).toBeLessThanOrEqual(5 + afterWaits);
  // Each wrong guess doubles the wait; on a busy machine the first ones may be over by now.
  await eventually(async () => {
    const { headers } = await login('10.1.0.1', 'ada', 'one more guess');
    return Number(headers['retry-after'] ?? 0) >= 4;
  });
  const refused = await login('10.1.0.1', 'ada', PASSWORD);
  expect(refused).toMatchObject({ status: 429, body: { code: 'auth.too-many-attempts' } });
  expect(refused.headers).toMatchObject({ 'retry-after': expect.any(String), 'ratelimit-remaining': '0' });
  expect((await login('10.1.0.2', 'ada', PASSWORD)).status).toBe(200);
});

it('H6: a wrong password for a confirmation counts with those of the login', async () => {
  const grace = await portal.someone('user', 'grace');
  const at = grace.with({ 'x-forwarded-for': '10.2.0.1' });
  const tries = [];
  for (let i = 0; i < 3; i++) tries.push(await at.post('/api/auth/confirm', { password: `wrong guess ${i}` }));
  for (let i = 0; i < 3; i++) tries.push(await login('10.2.0.1', 'grace', `wrong guess ${i}`));
  expect(statuses(tries)).toEqual([401, 401, 401, 401, 401, 429]);
});

it('L2: an address that a client writes in front changes nothing', async () => {
  const tries = [];
  for (let i = 0; i < 8; i++) tries.push(await login(`1.2.3.${i}, 10.3.0.1`, 'ada', `wrong guess ${i}`));
  expect(statuses(tries)).toEqual([...Array(5).fill(401), ...Array(3).fill(429)]);
});

it('H8: registrations are bounded per address and say when to try again', async () => {
  const replies = await Promise.all(
    Array.from({ length: 25 }, (_, i) => from('10.4.0.1').post('/api/auth/register', account(`flood-${i}`))),
  );
  expect(statuses(replies)).toEqual([...Array(10).fill(201), ...Array(15).fill(429)]);
  const refused = replies.find(({ status }) => status === 429)!;
  expect(refused).toMatchObject({ body: { code: 'limit.registrations' }, headers: { 'ratelimit-remaining': '0' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
  expect((await from('10.4.0.2').post('/api/auth/register', account('elsewhere'))).status).toBe(201);
  await expect(portal.someone('user', 'by-an-admin')).resolves.toMatchObject({ username: 'by-an-admin' });
});

it('H7, L3: while registrations wait, unknown names and wrong passwords get the same answer', async () => {
  const flood = Array.from({ length: 10 }, (_, i) => from('10.5.0.1').post('/api/auth/register', account(`wave-${i}`)));
  const [unknown, known] = await Promise.all([
    login('10.5.0.2', 'nobody-here', 'some password'),
    login('10.5.0.3', 'ada', 'some password'),
  ]);
  expect([unknown!.status, known!.status]).toEqual([401, 401]);
  expect({ ...unknown!.body, request_id: '' }).toEqual({ ...known!.body, request_id: '' });
  await Promise.all(flood);
});

it('L3: unknown names fill the line of those who wait for a hash, as known ones do', async () => {
  const guesses = Array.from({ length: 200 }, (_, i) => login(`10.8.0.${i}`, `nobody-${i}`, 'some password'));
  const seen = new Set((await Promise.all(guesses)).map(({ status, body }) => `${status} ${body.code}`));
  expect([...seen].sort()).toEqual(['401 auth.wrong-credentials', '503 auth.busy']);
});

it.each(['aaaaaaaa', '        ', 'password1', 'qwertyuiop', 'abababab', 'Sommer2024', 'ada12345', 'admin123'])(
  'L5: refuses %j as a password',
  async (password) => {
    const { status, body } = await ada.put('/api/auth/password', {
      current_password: PASSWORD,
      new_password: password,
    });
    expect([status, body.code]).toEqual([400, expect.stringMatching(/auth\.weak-password|request\.invalid/)]);
  },
);

it('L5: a password counts up to its last byte, and one letter may be typed in two ways', async () => {
  const long = 'zebra-river-plum-'.repeat(7);
  await ada.put('/api/auth/password', { current_password: PASSWORD, new_password: `${long}Ä` });
  expect((await login('10.6.0.1', 'ada', `${long}O`)).status).toBe(401);
  expect((await login('10.6.0.1', 'ada', `${long}A\u0308`)).status).toBe(200);
  await ada.put('/api/auth/password', { current_password: `${long}Ä`, new_password: PASSWORD });
});

it('L4: an older hash is made anew at the next login', async () => {
  const weak = await hash(PASSWORD, { algorithm: 2, memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await portal.sql('UPDATE users SET password_hash = $1 WHERE username_key = $2', [weak, 'ada']);
  const stored = async () =>
    (
      await portal.sql<{ password_hash: string }>('SELECT password_hash FROM users WHERE username_key = $1', ['ada'])
    )[0]!.password_hash;
  expect((await login('10.7.0.1', 'ada', PASSWORD)).status).toBe(200);
  expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect((await login('10.7.0.1', 'ada', PASSWORD)).status).toBe(200);
});
