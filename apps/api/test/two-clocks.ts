import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { until, type Client, type Reply } from './client.js';
import { JWT_SECRET, newDatabase, PASSWORD, startPortal, type Portal } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';
import { Phone } from './second-factor.js';

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;

let dir: string;
let url: string;
/** A server with the right clock. */
let portal: Portal;
/** The one beside it. */
let other: ServerProcess;
async function start(): Promise<void> {
  dir = await newDataDir();
  url = await newDatabase();
  portal = await startPortal({ env: { DATABASE_URL: url } });
}

async function end(): Promise<void> {
  await portal.close();
  await removeDataDir(dir);
}

const cookieOf = ({ headers }: Reply) => String(headers['set-cookie']).split(';')[0]!;
const refresh = (at: Client, cookie: string) =>
  at.with({ cookie, 'x-requested-with': 'pocket-llm' }).post('/api/auth/refresh');
const signIn = (at: Client, username: string) => at.post('/api/auth/login', { username, password: PASSWORD });

/** Starts the server with the right clock for the tests of a file. */
export function setUp(): void {
  beforeAll(start);
  afterAll(end);
}

/** Tests of that server beside one whose clock is so many milliseconds ahead. */
export function besideSkewed(skew: number): void {
  afterEach(() => other.stop('SIGKILL'));

  it('nothing ends, nothing is refused and nothing lasts longer', async () => {
    portal.fake.setScenario('gated');
    const ada = await portal.someone('developer');
    const frames = (await ada.stream('/api/chat', { prompt: 'go on', stream: true }))[Symbol.asyncIterator]();
    await portal.fake.waitForRequest();
    portal.fake.release(1);
    await until(frames, 'delta');
    other = await ServerProcess.start({
      DATA_DIR: dir,
      DATABASE_URL: url,
      JWT_SECRET,
      NODE_OPTIONS: `--import ${pathToFileURL(path.join(__dirname, 'skewed-clock.mjs')).href}`,
      CLOCK_SKEW_MS: String(skew),
      LOG_LEVEL: 'error',
    });
    portal.fake.release(Infinity);
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
    await expectSessions(ada.username);
    await expectConfirmations(ada.username);
    await expectKeys(ada);
    await expectSecondFactor();
  });
}

/** A session goes on at both, and so does each of its tokens. */
async function expectSessions(username: string): Promise<void> {
  const [here, there] = [await signIn(portal.anyone, username), await signIn(other.client, username)];
  await portal.sql(`UPDATE sessions SET expires_at = now() + interval '10 min'`);
  const me = async (at: Client, { body }: Reply) => (await at.withToken(body.token).get('/api/auth/me')).status;
  expect(await me(other.client, here)).toBe(200);
  expect(await me(portal.anyone, there)).toBe(200);
  const renewed = [await refresh(other.client, cookieOf(here)), await refresh(portal.anyone, cookieOf(there))];
  expect([await me(other.client, renewed[0]!), await me(portal.anyone, renewed[1]!)]).toEqual([200, 200]);
  // The old one is still good for its ten seconds, and no longer, at both.
  const again = async () => [
    (await refresh(other.client, cookieOf(there))).status,
    (await refresh(portal.anyone, cookieOf(here))).status,
  ];
  expect(await again()).toEqual([200, 200]);
  await portal.sql(`UPDATE sessions SET rotated_at = now() - interval '11 s'`);
  expect(await again()).toEqual([401, 401]);
}

async function expectConfirmations(username: string): Promise<void> {
  const person = other.client.withToken((await signIn(other.client, username)).body.token);
  for (const [minutes, status] of [
    [4, 200],
    [6, 403],
  ]) {
    await portal.sql(`UPDATE sessions SET confirmed_at = now() - $1 * interval '1 min'`, [minutes]);
    expect((await person.post('/api/auth/totp')).status).toBe(status);
  }
}

async function expectKeys(owner: Client): Promise<void> {
  const { id, key_value: old } = (await owner.post('/api/developer/api-keys', {})).body;
  const statuses = async (secret: string) =>
    Promise.all([portal.anyone, other.client].map(async (at) => (await at.withKey(secret).get('/api/models')).status));
  await portal.sql(`UPDATE api_keys SET expires_at = now() + interval '10 min' WHERE id = $1`, [id]);
  expect(await statuses(old)).toEqual([200, 200]);
  const expired = (await owner.post('/api/developer/api-keys', {})).body;
  await portal.sql(`UPDATE api_keys SET expires_at = now() - interval '10 min' WHERE id = $1`, [expired.id]);
  expect(await statuses(expired.key_value)).toEqual([401, 401]);
  const person = other.client.withToken(
    (await signIn(other.client, (await owner.get('/api/auth/me')).body.username)).body.token,
  );
  const rotate = await person.post(`/api/developer/api-keys/${id}/rotate`, { grace_seconds: 60 });
  const { key_value: next } = rotate.body;
  expect([await statuses(old), await statuses(next)]).toEqual([
    [200, 200],
    [200, 200],
  ]);
  const [row] = await portal.sql<{ s: number }>(
    'SELECT extract(epoch FROM previous_until - now())::float8 AS s FROM api_keys WHERE id = $1',
    [id],
  );
  expect(row!.s).toBeGreaterThan(0);
  expect(row!.s).toBeLessThanOrEqual(60);
}

async function expectSecondFactor(): Promise<void> {
  const person = await portal.someone();
  const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
  await person.post('/api/auth/totp/confirm', { code: phone.code() });
  await portal.sql('UPDATE totp_secrets SET last_step = NULL');
  const before = (await signIn(portal.anyone, person.username)).body.challenge;
  // A sign-in at one server neither ends nor lengthens those at the other.
  const there = (await signIn(other.client, person.username)).body.challenge;
  const left = await portal.sql<{ s: number }>(
    'SELECT extract(epoch FROM expires_at - now())::float8 AS s FROM login_challenges',
  );
  expect(left.map(({ s }) => s > 200 && s <= 300)).toEqual([true, true]);
  for (const challenge of [before, there]) {
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const reply = await portal.anyone.post('/api/auth/login/second', { challenge, code: phone.code() });
    expect([reply.status, reply.body.code]).toEqual([200, undefined]);
  }
}
