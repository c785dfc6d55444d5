import { connect } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { request } from 'undici';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({
    env: { TRUST_PROXY: '1', PUBLIC_URL: 'https://chat.example.org', ALLOWED_HOSTS: 'llm.example.net' },
  });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

/** Sends bytes as they are and reads until the server closes. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(portal.server.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  socket.end(text);
  let reply = '';
  socket.on('data', (part: string) => (reply += part));
  await once(socket, 'close');
  return reply;
}

const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));

describe('H1, D1: a body is bounded before anything looks at it', () => {
  it.each([
    ['600,000 fields', JSON.stringify(keys(600_000)), 400],
    ['5,000 levels', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 400],
    ['100,000 unclosed levels', '['.repeat(100_000), 400],
    ['100,001 list items', JSON.stringify({ username: Array(100_001).fill(1) }), 400],
    ['8 MiB and one byte', `{"a":"${'x'.repeat(8 * 2 ** 20)}"}`, 413],
  ])('refuses %s', async (_, body, status) => {
    for (const path of ['/api/auth/login', '/api/auth/register', '/v1/chat/completions', '/ollama/api/chat']) {
      const reply = await portal.anyone.post(path, body);
      expect([path, reply.status]).toEqual([path, status]);
      expect(JSON.stringify(reply.body).length).toBeLessThan(2_000);
    }
  });

  it('refuses 9 MiB that come in pieces, without a length', async () => {
    async function* pieces() {
      yield '{"username":"';
      for (let i = 0; i < 9; i++) yield 'x'.repeat(2 ** 20);
      yield '"}';
    }
    const { statusCode, body } = await request(`${portal.server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Readable.from(pieces()),
    });
    expect([statusCode, await body.json()]).toMatchObject([413, { code: 'request.too-large' }]);
  });

  it('lists at most 20 errors', async () => {
    const { status, body } = await portal.anyone.post('/api/auth/login', keys(999));
    expect([status, body.errors.length]).toEqual([400, 20]);
    const wide = await portal.anyone.post('/api/auth/login', keys(9_999));
    expect([wide.status, wide.body.errors]).toEqual([400, [{ pointer: '', message: 'has more than 1000 fields' }]]);
  });

  it('answers others at once while many such bodies arrive', async () => {
    const body = JSON.stringify(keys(600_000));
    const attack = Array.from({ length: 5 }, () => portal.anyone.post('/api/auth/login', body));
    const [{ status }] = await Promise.race([
      Promise.all([admin.get('/api/auth/me')]),
      Promise.all(attack).then(() => Promise.reject(new Error('The attack was answered first.'))),
    ]).catch(() => Promise.all([admin.get('/api/auth/me')]));
    expect(status).toBe(200);
    expect((await Promise.all(attack)).map((reply) => reply.status)).toEqual(Array(5).fill(400));
  });
});

describe('odd bodies never cause an internal error', () => {
  it('takes a chunked body without a chunk as none', async () => {
    const reply = await raw(head('POST /api/auth/logout', 'Transfer-Encoding: chunked') + '0\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1.1 401 .*auth\.required/s);
  });

  it.each([
    'text/plain',
    'application/json\ta',
    'application/x-www-form-urlencoded',
    'application/vnd.pocket-llm.stream',
  ])('O11: refuses a body of type %j', async (type) => {
    const { status } = await portal.anyone.with({ 'content-type': type }).post('/api/auth/login', '{"username":"a"}');
    expect(status).toBe(415);
  });

  it.each([
    ['PATCH', '/api/auth/me', '{}', 200],
    ['PATCH', '/api/auth/me', 'null', 400],
    ['PATCH', '/api/auth/me', '{"toString":1}', 400],
    ['PATCH', '/api/auth/me', '{"constructor":1}', 400],
    ['PATCH', '/api/auth/me', '{"hasOwnProperty":1,"valueOf":2}', 400],
    ['PUT', '/api/admin/settings', 'null', 400],
    ['PUT', '/api/admin/settings', '[]', 400],
    ['PUT', '/api/admin/settings', '{"toString":1}', 400],
    ['PUT', '/api/admin/settings', '{"constructor":1}', 400],
    ['PUT', '/api/admin/settings', '{}', 200],
    ['POST', '/api/chat/presets', '{"name":"p","options":{"a":1}}', 400],
    ['POST', '/api/chat/presets', '{"name":"p","options":{"toString":1}}', 400],
    ['POST', '/api/chat/presets', '{"name":"p","options":null}', 201],
    ['POST', '/api/chat', '{"prompt":"x","options":{"__proto__":1}}', 400],
    ['POST', '/api/chat', 'null', 400],
    ['POST', '/api/chat', '[]', 400],
    ['POST', '/api/chat', '"text"', 400],
    ['POST', '/v1/chat/completions', 'null', 400],
    ['POST', '/v1/embeddings', '{"model":"nomic-embed-text","input":"x","__proto__":{"dimensions":1}}', 400],
    ['POST', '/v1/embeddings', '{"model":"nomic-embed-text","input":"x","constructor":{"prototype":{}}}', 400],
    ['POST', '/v1/messages', '7', 400],
    ['POST', '/ollama/api/chat', '[null]', 400],
    ['POST', '/v1/embeddings', '{"model":{},"input":{}}', 400],
    ['POST', '/api/chat/import', 'null', 400],
    ['POST', '/api/chat/import', '[null]', 400],
    ['POST', '/api/chat/import', '{', 400],
    ['POST', '/api/admin/database/query', '{"sql":{}}', 400],
    ['POST', '/api/developer/api-keys', '{"name":"n","requests_per_minute":null,"limits":null}', 400],
  ])('%s %s %s', async (method, path, body, status) => {
    const reply = await admin.send(method, path, body);
    expect(reply.status).toBe(status);
  });

  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  it.each([
    ['2026-13-45T99:99:99.999Z'],
    ['2026-02-30T00:00:00.000Z'],
    ['0000-00-00T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z'],
  ])('a cursor with the time %s', async (time) => {
    const id = '01a2230a-f0e6-74d1-8820-3be4a134ff87';
    for (const list of ['/api/chat/threads', '/api/admin/users', '/api/admin/audit', '/api/admin/logs'])
      for (const values of [[time, id], ['false', time, id], [id, time], [time]])
        expect((await admin.get(`${list}?cursor=${cursor(...values)}`)).status).toBeLessThan(500);
  });
});

describe('H9, O10: the matched route decides, not the spelling of the address', () => {
  it.each(['GET /%61pi/admin/users', 'GET http://x/api/admin/users', 'GET /api/admin/users/', 'HEAD /api/admin/users'])(
    '%s is guarded and logged',
    async (line) => {
      const agent = `agent-${Math.random()}`;
      expect(await raw(head(line, `User-Agent: ${agent}`))).toMatch(/^HTTP\/1.1 401 /);
      await expect(logged(agent)).resolves.toEqual({ endpoint: '/api/admin/users', status_code: 401 });
    },
  );

  it.each([
    'GET //api/admin/users',
    'GET /api/admin/users;x',
    'GET /api/%2e%2e/x',
    'GET /api/nothing',
    'GET /%61pi/nothing',
  ])('%s is no route', async (line) => {
    expect(await raw(head(line))).toMatch(/^HTTP\/1.1 (404|401) /);
  });

  it('answers in the dialect of the route', async () => {
    expect(await raw(head('GET /%761/models'))).toMatch(/^HTTP\/1.1 401 .*"type":"/s);
  });

  it('answers an address that cannot be decoded with a problem document', async () => {
    expect(await raw(head('GET /%E0%A4%A'))).toMatch(/^HTTP\/1.1 400 .*problem\+json.*request\.invalid/s);
    expect(await raw(head('GET /docs/../../x'))).toMatch(/^HTTP\/1.1 [234]/);
  });

  it('X-Request-Id and no-store are on every reply of the API', async () => {
    for (const path of ['/api/auth/me', '/api/nothing', '/v1/models', '/api/auth/providers-of-nobody']) {
      const { headers } = await admin.get(path);
      expect([headers['cache-control'], headers['x-request-id']]).toEqual(['no-store', expect.any(String)]);
    }
  });

  async function logged(agent: string) {
    for (;;) {
      const [row] = await portal.sql('SELECT endpoint, status_code FROM logs WHERE user_agent = $1', [agent]);
      if (row) return row;
    }
  }
});

describe('H12, O9: only own names are answered', () => {
  const ask = (host: string, ...headers: string[]) =>
    raw(['GET /health HTTP/1.1', `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'));

  it.each([
    'localhost:8000',
    '127.0.0.1',
    '[::1]:8000',
    'nas',
    'nas.local',
    'chat.example.org',
    'llm.example.net:8443',
  ])('answers to %s', async (host) => {
    expect(await ask(host)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(['evil.example', 'chat.example.org.evil.example', '127.0.0.1.evil.example:8000'])(
    'refuses %s and says what to set',
    async (host) => {
      expect(await ask(host)).toMatch(/^HTTP\/1.1 421 .*request\.misdirected.*|.*ALLOWED_HOSTS/s);
    },
  );

  it('refuses a foreign name that a proxy hands on', async () => {
    expect(await ask('api', 'X-Forwarded-Host: evil.example')).toMatch(/^HTTP\/1.1 421 /);
    expect(await ask('api', 'X-Forwarded-Host: chat.example.org')).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('H10, L2: the client address is read from the right', () => {
  it('takes the address that the one trusted proxy saw', async () => {
    const agent = `proxy-${Math.random()}`;
    await portal.anyone
      .with({ 'x-forwarded-for': '6.6.6.6, 9.9.9.9', 'user-agent': agent })
      .post('/api/auth/login', { username: 'nobody', password: 'wrong password' });
    for (;;) {
      const [row] = await portal.sql('SELECT ip_address AS ip FROM logs WHERE user_agent = $1', [agent]);
      if (row) return expect(row).toEqual({ ip: '9.9.9.9' });
    }
  });
});
