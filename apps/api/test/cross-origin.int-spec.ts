import { type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

const PAGE = 'https://app.example.org';
let portal: Portal;
let api: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { CORS_ORIGINS: `${PAGE}, app://obsidian.md` } });
  const dev = await portal.someone('developer');
  const { key_value } = (await dev.post('/api/developer/api-keys', {})).body;
  api = portal.anyone.withKey(key_value);
});
afterAll(() => portal.close());

const CORS = 'access-control-allow-origin';
/** What a browser asks before it sends a request with a key from another origin. */
const preflight = (path: string, origin: string, method = 'POST') =>
  fetch(portal.anyone.url + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type,x-api-key,authorization,anthropic-version',
    },
  });
const messages = [{ role: 'user', content: 'a' }];

describe.each(['/v1/chat/completions', '/v1/messages', '/ollama/api/chat', '/api/chat'])(
  'a page may call %s',
  (path) => {
    it.each([PAGE, 'app://obsidian.md'])('from %s, which the operator named, without cookies', async (origin) => {
      const asked = await preflight(path, origin);
      expect(asked.status).toBe(204);
      expect(asked.headers.get(CORS)).toBe(origin);
      expect(asked.headers.get('access-control-allow-headers')).toMatch(/x-api-key/);
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      const body = { model: 'gemma2:2b', messages, prompt: 'a', max_tokens: 9, stream: true };
      const { prompt, ...chat } = body;
      const stream = await api
        .with({ origin })
        .stream(path, path === '/api/chat' ? { prompt, stream: true } : chat)
        .catch(({ body: refused }) => refused);
      expect(stream).toHaveProperty('response');
      expect(stream.response.headers).toMatchObject({ [CORS]: origin, vary: expect.stringMatching(/origin/i) });
      stream.close();
    });

    it.each(['https://other.example.org', 'http://app.example.org', 'null'])('not from %s', async (origin) => {
      expect((await preflight(path, origin)).headers.get(CORS)).not.toBe(origin);
      const { headers } = await api.with({ origin }).post(path, {});
      expect(headers[CORS]).not.toBe(origin);
    });
  },
);

it('a failure can be read too', async () => {
  const { status, headers } = await api.with({ origin: PAGE }).post('/v1/chat/completions', {});
  expect([status, headers[CORS]]).toEqual([400, PAGE]);
  expect(headers['access-control-expose-headers']).toMatch(/Retry-After/);
});

it.each([
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/admin/logs',
  '/api/developer/api-keys',
  '/api/models',
  '/docs',
  '/',
])('%s stays closed to other origins', async (path) => {
  for (const method of ['GET', 'POST']) expect((await preflight(path, PAGE, method)).headers.get(CORS)).toBeNull();
  expect((await fetch(portal.anyone.url + path, { headers: { origin: PAGE } })).headers.get(CORS)).toBeNull();
});
