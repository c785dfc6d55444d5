import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

// Devices that are told when an answer is ready, with a push service of our own.

const PUSH = '/api/chat/push';
interface Got {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}
const got: Got[] = [];
let status = 201;
const service = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    got.push({ path: request.url!, headers: request.headers as Got['headers'], body: Buffer.concat(parts) });
    response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100));
  });
});
/** Another service, which is never well. */
let refusals = 0;
const broken = createServer((_, response) => {
  refusals++;
  response.writeHead(503).end();
});
const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
let origin: string;
let brokenOrigin: string;
let portal: Portal;
beforeAll(async () => {
  [origin, brokenOrigin] = await Promise.all([listen(service), listen(broken)]);
  portal = await startPortal({ env: { PUSH_SERVICES: `${origin},${brokenOrigin}`, PUSH_AFTER_SECONDS: '0' } });
});
afterAll(async () => {
  await portal.close();
  for (const server of [service, broken]) await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  got.splice(0);
  status = 201;
});

let devices = 0;
/** A browser: its keys, and how it reads a message (RFC 8291). */
function browser() {
  const ecdh = createECDH('prime256v1');
  const own = ecdh.generateKeys();
  const auth = randomBytes(16);
  const read = (body: Buffer): unknown => {
    const [salt, theirs, data] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
    expect([body.readUInt32BE(16), body[20]]).toEqual([4096, 65]);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, theirs]);
    const input = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), auth, info, 32));
    const part = (what: string, n: number) =>
      Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${what}\0`, n));
    const cipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
    cipher.setAuthTag(data.subarray(-16));
    const text = Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]);
    expect(text.at(-1)).toBe(2);
    return JSON.parse(text.subarray(0, -1).toString());
  };
  const subscription = (more: object = {}) => ({
    endpoint: `${origin}/device/${++devices}`,
    p256dh: own.toString('base64url'),
    auth: auth.toString('base64url'),
    with_title: false,
    ...more,
  });
  return { read, subscription };
}

const ask = (who: Person, prompt = 'my secret question') => who.post('/api/chat', { prompt, stream: false });

it('is told of an answer in a message that only the browser reads, signed, without a word of the chat', async () => {
  const ada = await portal.someone();
  const { read, subscription } = browser();
  const device = subscription();
  const { status: saved, body: state } = await ada.put(PUSH, device);
  expect([saved, state.devices]).toEqual([200, [expect.objectContaining({ current: true, with_title: false })]]);
  const { thread_id } = (await ask(ada)).body;
  await eventually(async () => got.length > 0);
  const { path, headers, body } = got[0]!;
  expect(`${origin}${path}`).toBe(device.endpoint);
  expect(read(body)).toEqual({ thread_id });
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '3600' });
  expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);

  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization!)!;
  expect(key).toBe(state.public_key);
  const point = Buffer.from(key!, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const [head, claims, signature] = token!.split('.') as [string, string, string];
  const signed = Buffer.from(`${head}.${claims}`);
  expect(
    verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  ).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: origin });

  await ada.put(PUSH, subscription({ with_title: true }));
  got.splice(0);
  await ask(ada, 'What is a lease?');
  await eventually(async () => got.length > 0);
  expect(read(got[0]!.body)).toMatchObject({ title: expect.stringContaining('lease') });
});

it('is told nothing of what a page watched, of temporary chats, after sign-out, and of other people', async () => {
  const ada = await portal.someone();
  const grace = await portal.someone();
  const hedy = await portal.someone();
  for (const who of [ada, grace, hedy]) await who.put(PUSH, browser().subscription());
  const last = browser();
  await hedy.put(PUSH, last.subscription());
  await ada.post('/api/chat', { prompt: 'watched', stream: true });
  await ada.post('/api/chat', { prompt: 'temporary', stream: false, temporary: true });
  await grace.post('/api/auth/logout');
  expect(await portal.sql(`SELECT 1 FROM push_subscriptions WHERE user_id = $1`, [grace.id])).toHaveLength(1);
  // The messages go out in their order: when the last one is there, no other comes.
  const { thread_id } = (await ask(hedy)).body;
  await eventually(async () => got.length > 0);
  expect(got.map(({ body }) => last.read(body))).toEqual([{ thread_id }]);
});

it.each([404, 410, 403])('a service that answers %s is not called again', async (gone) => {
  const ada = await portal.someone();
  await ada.put(PUSH, browser().subscription());
  status = gone;
  await ask(ada);
  await eventually(async () => (await ada.get(PUSH)).body.devices.length === 0);
});

it('a failing service and a redirect change nothing about the answer, and are not followed', async () => {
  const ada = await portal.someone();
  await ada.put(PUSH, browser().subscription());
  for (status of [500, 302]) {
    got.splice(0);
    expect((await ask(ada)).body.status ?? 'complete').toBe('complete');
    await eventually(async () => got.length > 0);
  }
  expect(got.map(({ path }) => path)).not.toContain('/elsewhere');
  expect((await ada.get(PUSH)).body.devices).toHaveLength(1);
});

it.each([
  'http://push.example.org/x',
  'https://push.example.org:8443/x',
  'https://user@push.example.org/x',
  'https://127.0.0.1/x',
  'https://10.0.0.1/x',
  'https://169.254.169.254/latest',
  'https://[::1]/x',
  'https://[fd00::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://0x7f000001/x',
  'https://localhost/x',
  'https://database/x',
  'ftp://push.example.org/x',
  'file:///etc/passwd',
  'nothing',
])('the server calls no such address: %s', async (endpoint) => {
  const ada = await portal.someone();
  expect((await ada.put(PUSH, browser().subscription({ endpoint }))).body).toMatchObject({
    code: 'push.refused',
    errors: [{ pointer: '/endpoint' }],
  });
  expect((await ada.get(PUSH)).body.devices).toEqual([]);
});

it('a public name that leads into a private network is not called', async () => {
  const ada = await portal.someone();
  // `localhost.` with a dot passes as a name, and resolves to this machine.
  const endpoint = `https://push.localhost/x`;
  expect((await ada.put(PUSH, browser().subscription({ endpoint }))).status).toBe(200);
  await ask(ada);
  const hedy = await portal.someone();
  await hedy.put(PUSH, browser().subscription());
  await ask(hedy);
  await eventually(async () => got.length === 1);
});

it('takes keys of a browser only, ten devices a person, and the owner alone removes one', async () => {
  const ada = await portal.someone('user', 'ada-push');
  const grace = await portal.someone();
  for (const more of [{ p256dh: 'x' }, { auth: 'x' }, { p256dh: randomBytes(65).toString('base64url') }])
    expect((await ada.put(PUSH, browser().subscription(more))).body.code).toBe('push.refused');
  const { devices: list } = (await ada.put(PUSH, browser().subscription())).body;
  expect((await grace.delete(`${PUSH}/${list[0].id}`)).body.code).toBe('push.not-found');
  expect((await ada.delete(`${PUSH}/${list[0].id}`)).status).toBe(204);
  const sessions = [];
  for (let i = 0; i < 11; i++) sessions.push(await portal.anyone.login('ada-push', 'correct horse battery'));
  const replies = await Promise.all(sessions.map((session) => session.put(PUSH, browser().subscription())));
  expect(replies.map((reply) => reply.status).sort()).toEqual([...Array<number>(10).fill(200), 409]);
  // The same browser with another account belongs to that one.
  const device = browser().subscription();
  await grace.put(PUSH, device);
  const hedy = await portal.someone();
  await hedy.put(PUSH, device);
  expect((await grace.get(PUSH)).body.devices).toEqual([]);
  await portal.sql('DELETE FROM users WHERE id = $1', [ada.id]);
  expect(await portal.sql('SELECT 1 FROM push_subscriptions WHERE user_id = $1', [ada.id])).toEqual([]);
});

/** What the Doctor says of the messages. */
const checkup = async () => {
  const admin = await portal.anyone.login('admin', 'admin123');
  const { checks } = (await admin.get('/api/admin/doctor')).body;
  return Object.fromEntries(checks.map((check: { id: string }) => [check.id, check]));
};

it('the Doctor names what is missing, and what a device of another key means', async () => {
  const ada = await portal.someone();
  await ada.put(PUSH, browser().subscription());
  expect((await checkup())['web-push']).toMatchObject({
    detail: expect.stringContaining('no https address'),
    fix: expect.stringContaining('PUBLIC_URL'),
  });
  status = 403;
  await ask(ada);
  await eventually(async () => (await ada.get(PUSH)).body.devices.length === 0);
  expect((await checkup())['web-push-key']).toMatchObject({
    state: 'warn',
    detail: expect.stringMatching(/another key.*JWT_SECRET/s),
    fix: expect.stringContaining('Settings'),
  });
});

it('a service that fails again and again is left alone for a while', async () => {
  const ada = await portal.someone();
  await ada.put(PUSH, browser().subscription({ endpoint: `${brokenOrigin}/device` }));
  for (let i = 1; i <= 3; i++) {
    await ask(ada);
    await eventually(async () => refusals === i);
  }
  await eventually(async () => /skipped until/.test((await checkup())['web-push-failure']?.detail));
  await ask(ada);
  const hedy = await portal.someone();
  await hedy.put(PUSH, browser().subscription());
  await ask(hedy);
  await eventually(async () => got.length === 1);
  expect(refusals).toBe(3);
  expect((await checkup())['web-push-failure']).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining(`${new URL(brokenOrigin).host} answered 503`),
  });
});
