import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { startFakeLlm } from '@pocket-llm/fake-llm';
import { BackendWatch } from '../src/modules/admin/webhooks/backend-watch.js';
import type { ModelCatalog } from '../src/modules/models/index.js';
import { WebhookRepository, Webhooks } from '../src/modules/webhooks/index.js';
import { type Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Portal } from './portal.js';
import { startReceiver, type Receiver } from './receiver.js';

const HOOKS = '/api/admin/webhooks';
const LOOPBACK = { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1' };

let portal: Portal;
let admin: Client;
let receiver: Receiver;
const signIn = async () => (admin = await portal.anyone.login('admin', 'admin123'));
beforeAll(async () => {
  [portal, receiver] = await Promise.all([startPortal({ env: LOOPBACK }), startReceiver()]);
  await signIn();
});
afterAll(async () => {
  receiver.close();
  await portal.close();
});
afterEach(async () => {
  receiver.answer = (reply) => reply.writeHead(204).end();
  for (const { id } of (await admin.get(HOOKS)).body) await admin.delete(`${HOOKS}/${id}`);
});

const pending = { user_id: '01a22b91-fbe2-72d9-b293-8ec5e7276667', username: 'eve' };
const tell = () => portal.server.app.get(Webhooks, { strict: false }).tell('user.pending', pending);
const add = async (more: object = {}) =>
  (await admin.post(HOOKS, { name: 'ops', url: `${receiver.url}/hook?token=t`, events: ['user.pending'], ...more }))
    .body as { id: string; secret: string };
const newest = async (id: string) => (await admin.get(`${HOOKS}/${id}/deliveries`)).body[0];

/** What the receiver of the guide says of a message, of another text, and with another secret. */
async function believed(secret: string, headers: object, body: string): Promise<boolean[]> {
  const guide = await readFile(path.join(__dirname, '../../../docs/operations.md'), 'utf8');
  const code = /```js\n(import \{ createHmac.*?)```/s.exec(guide)![1]!;
  const asks = [
    [secret, headers, body],
    [secret, headers, `${body} `],
    [`whsec_${Buffer.from('another').toString('base64')}`, headers, body],
  ];
  const script = `${code}\nconsole.log(JSON.stringify(${JSON.stringify(asks)}.map((ask) => isFromPortal(...ask))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout) as boolean[];
}

it('a message is signed as Standard Webhooks has it, and the secret is shown once', async () => {
  const { id, secret } = await add();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await admin.put('/api/admin/settings', { registration_mode: 'approval' });
  const person = { username: 'waiting-eve', email: 'waiting-eve@example.org', password: 'correct horse battery' };
  const { user } = (await portal.anyone.post('/api/auth/register', person)).body;
  await admin.put('/api/admin/settings', { registration_mode: 'open' });
  const { path, headers, body } = await receiver.next();
  expect(path).toBe('/hook?token=t');
  expect(JSON.parse(body)).toEqual({
    type: 'user.pending',
    timestamp: expect.stringMatching(/Z$/),
    data: { user_id: user.id, username: 'waiting-eve' },
  });
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  expect(await believed(secret, headers, body)).toEqual([true, false, false]);
  await eventually(async () => (await newest(id)).state === 'delivered');
  expect(await newest(id)).toMatchObject({ id: headers['webhook-id'], tries: 1, status: 204, problem: null, body });
  expect(JSON.stringify((await admin.get(HOOKS)).body)).not.toContain(secret);
  const [stored] = await portal.sql<{ secret: Buffer }>('SELECT secret FROM webhooks');
  expect(stored!.secret.toString('latin1')).not.toContain(secret);
  const renewed = (await admin.post(`${HOOKS}/${id}/secret`)).body.secret;
  expect(renewed).not.toBe(secret);
});

it('what fails is tried again out of the database, under the same id, also by the next process', async () => {
  const { id } = await add();
  receiver.answer = (reply) => reply.writeHead(500).end(`no\u0000${'x'.repeat(5_000)}`);
  await tell();
  const first = await receiver.next();
  await eventually(async () => (await newest(id)).status === 500);
  const failed = await newest(id);
  expect(failed).toMatchObject({ state: 'waiting', tries: 1, problem: 'It answered with the status 500.' });
  expect(failed.reply).toHaveLength(200);
  expect(new Date(failed.due_at).getTime()).toBeGreaterThan(Date.now());
  receiver.answer = (reply) => reply.writeHead(200).end('taken');
  await portal.sql('UPDATE webhook_deliveries SET due_at = now()');
  await portal.restart(LOOPBACK);
  await signIn();
  const second = await receiver.next();
  expect([second.headers['webhook-id'], second.body]).toEqual([first.headers['webhook-id'], first.body]);
  await eventually(async () => (await newest(id)).state === 'delivered');
  // The tenth try is the last one.
  await portal.sql(`UPDATE webhook_deliveries SET state = 'waiting', tries = 9, due_at = now()`);
  receiver.answer = (reply) => reply.writeHead(503).end();
  portal.server.app.get(Webhooks, { strict: false }).wake();
  await receiver.next();
  await eventually(async () => (await newest(id)).state === 'failed');
  receiver.answer = (reply) => reply.writeHead(204).end();
  const again = await admin.post(`${HOOKS}/${id}/deliveries/${failed.id}/send`);
  expect(again.body).toMatchObject({ id: failed.id, state: 'delivered', tries: 1, status: 204 });
  expect((await receiver.next()).headers['webhook-id']).toBe(failed.id);
});

it('one of several processes sends a message, and only to who wants it', async () => {
  const { id } = await add();
  await add({ name: 'others', events: ['backend.down'] });
  await add({ name: 'off', is_enabled: false });
  const repository = portal.server.app.get(WebhookRepository, { strict: false });
  await portal.sql(`UPDATE webhooks SET is_enabled = false`);
  await portal.sql(`INSERT INTO webhook_deliveries (id, webhook_id, event, body)
    SELECT gen_random_uuid(), id, 'user.pending', '{}' FROM webhooks WHERE name = 'ops'`);
  await portal.sql(`UPDATE webhooks SET is_enabled = name = 'ops'`);
  const claimed = await Promise.all(Array.from({ length: 10 }, () => repository.claim([])));
  // This process may have been quicker than all of these.
  expect(claimed.filter(Boolean).length).toBeLessThanOrEqual(1);
  await portal.sql('DELETE FROM webhook_deliveries');
  const before = receiver.got.length;
  await tell();
  await receiver.next();
  await eventually(async () => (await newest(id)).state === 'delivered');
  expect(receiver.got.length - before).toBe(1);
});

it('a receiver that answers with another protocol, or with nothing, has failed, and holds nobody up', async () => {
  for (const [answer, problem] of [
    ['HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'the status 101'],
    ['', 'cannot be reached'],
  ] as const) {
    const odd = net.createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end(answer)),
    );
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const { id } = await add({ url: `http://127.0.0.1:${(odd.address() as net.AddressInfo).port}/` });
    expect((await admin.post(`${HOOKS}/${id}/test`)).body).toMatchObject({ problem: expect.stringContaining(problem) });
    odd.close();
  }
});

it('one that is deleted while it is tested is not found', async () => {
  const { id } = await add();
  const asked = new Promise<http.ServerResponse>((resolve) => (receiver.answer = resolve));
  const testing = admin.post(`${HOOKS}/${id}/test`).then((answer) => answer);
  const reply = await asked;
  await receiver.next();
  await admin.delete(`${HOOKS}/${id}`);
  reply.writeHead(204).end();
  expect(await testing).toMatchObject({ status: 404, body: { code: 'webhook.not-found' } });
});

it('at most 10,000 messages wait: the oldest are given up, and counted', async () => {
  const { id } = await add();
  await portal.sql(
    `INSERT INTO webhook_deliveries (id, webhook_id, event, body, due_at, created_at)
    SELECT gen_random_uuid(), $1, 'user.pending', '{}', now() + interval '1 day', now() - n * interval '1 ms'
    FROM generate_series(1, 10005) AS n`,
    [id],
  );
  receiver.answer = (reply) => reply.writeHead(500).end();
  await tell();
  await receiver.next();
  expect((await admin.get(HOOKS)).body).toMatchObject([{ id, waiting: 10_000, dropped: 6 }]);
});

describe('no message goes to a private network that the operator has not named', () => {
  const refused = async (url: string) => (await admin.post(HOOKS, { name: 'x', url, events: ['backend.up'] })).status;

  it('neither by its address nor by a name that leads there, and never after a redirect', async () => {
    const inner = await startReceiver();
    const { id } = await add();
    receiver.answer = (reply) => reply.writeHead(302, { location: inner.url }).end();
    expect((await admin.post(`${HOOKS}/${id}/test`)).body).toMatchObject({
      state: 'failed',
      status: 302,
      problem: expect.stringContaining('redirect'),
    });
    await receiver.next();
    expect(inner.got).toEqual([]);
    inner.close();
    for (const url of [
      'https://169.254.169.254/latest',
      'https://10.0.0.1/',
      'https://[::ffff:169.254.169.254]/',
      'https://[64:ff9b::a9fe:a9fe]/',
      'http://93.184.216.34/',
      'ftp://example.org/',
      // In two pieces: whoever looks for secrets in the sources would find one.
      ['https://user', 'secret@example.org/'].join(':'),
      'not an address',
    ])
      expect([url, await refused(url)]).toEqual([url, 400]);
    // Named, but no longer: judged at the connection, not only when it was saved.
    await admin.put(`${HOOKS}/${id}`, { url: receiver.url.replace('127.0.0.1', 'localhost') });
    await portal.restart({ WEBHOOK_ALLOWED_NETWORKS: '127.9.9.9' });
    await signIn();
    for (const host of ['127.0.0.1', '[::1]', 'localhost', '0x7f.1', '2130706433'])
      for (const scheme of ['https', 'http'])
        expect([host, await refused(`${scheme}://${host}:8000/`)]).toEqual([host, 400]);
    const before = receiver.got.length;
    expect((await admin.post(`${HOOKS}/${id}/test`)).body).toMatchObject({
      status: null,
      problem: expect.stringContaining('private network'),
    });
    await portal.sql('UPDATE webhooks SET url = $1 WHERE id = $2', [receiver.url, id]);
    expect((await admin.post(`${HOOKS}/${id}/test`)).body.problem).toContain('private network');
    expect(receiver.got.length).toBe(before);
    await portal.restart(LOOPBACK);
    await signIn();
  });
});

it('a model server that stops answering is told once, and so is its return', async () => {
  await add({ events: ['backend.down', 'backend.up'] });
  const watch = portal.server.app.get(BackendWatch, { strict: false });
  const look = async () => {
    await admin.get('/api/admin/models/discover');
    await portal.sql(`UPDATE backend_sights SET changed_at = now() - interval '2 minutes'`);
    await watch.look();
  };
  await look();
  const port = Number(new URL(portal.fake.url).port);
  await portal.fake.close();
  const seen = async (type: string) => {
    const told = receiver.next();
    let message: string | undefined;
    void told.then(({ body }) => (message = body));
    await eventually(async () => (await look(), message !== undefined));
    expect(JSON.parse(message!)).toMatchObject({ type, data: { backend_id: expect.stringContaining('ollama@') } });
  };
  await seen('backend.down');
  const back = await startFakeLlm({ port });
  await seen('backend.up');
  await back.close();
});

it('two processes that see a model server differently tell it once; what could not be told is told later', async () => {
  await add({ events: ['backend.down', 'backend.up'] });
  const repository = portal.server.app.get(WebhookRepository, { strict: false });
  const webhooks = portal.server.app.get(Webhooks, { strict: false });
  const seenAs = (state: string) => {
    const host = { state: 'on', name: 'odd', breaker: { state } };
    const catalog = { snapshot: async () => [{ backend: { id: 'odd@host' }, host, problem: undefined }] };
    return new BackendWatch(catalog as unknown as ModelCatalog, repository, webhooks);
  };
  const told = () => portal.sql(`SELECT event FROM webhook_deliveries WHERE body LIKE '%odd@host%'`);
  const [down, up, waiting] = [seenAs('open'), seenAs('closed'), seenAs('half-open')];
  const failing = jest.spyOn(repository, 'enqueue').mockRejectedValueOnce(new Error('the database is gone'));
  await down.look();
  await expect(down.look()).rejects.toThrow('gone');
  failing.mockRestore();
  for (let i = 0; i < 5; i++) for (const watch of [down, up, waiting]) await watch.look();
  expect(await told()).toEqual([{ event: 'backend.down' }]);
  expect(JSON.parse((await receiver.next()).body).type).toBe('backend.down');
});

it('is for admins, audited, and bounded', async () => {
  const dev = await portal.someone('developer');
  expect((await dev.get(HOOKS)).status).toBe(403);
  const { id } = await add();
  await admin.put(`${HOOKS}/${id}`, { name: 'renamed', is_enabled: false });
  expect((await admin.post(`${HOOKS}/${id}/test`)).body.state).toBe('delivered');
  expect(JSON.parse((await receiver.next()).body).type).toBe('webhook.test');
  const trail = await portal.sql<{ action: string; detail: object }>(
    'SELECT action, detail FROM audit_log WHERE target_id = $1',
    [id],
  );
  expect(JSON.stringify(trail)).not.toContain('token=t');
  expect(trail.map(({ action }) => action).sort()).toEqual(['webhook.changed', 'webhook.created', 'webhook.tested']);
  for (let i = 1; i < 20; i++) await add({ name: `hook ${i}` });
  expect((await admin.post(HOOKS, { name: 'x', url: receiver.url, events: ['backend.up'] })).status).toBe(400);
  expect((await admin.post(HOOKS, { name: 'x', url: receiver.url, events: [] })).status).toBe(400);
  expect((await admin.post(HOOKS, { name: 'x', url: receiver.url, events: ['chat.message'] })).status).toBe(400);
  expect((await admin.delete(`${HOOKS}/${id}`)).status).toBe(204);
  expect((await admin.get(`${HOOKS}/${id}/deliveries`)).status).toBe(404);
});
