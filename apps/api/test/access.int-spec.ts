import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

interface Operation {
  method: string;
  path: string;
  access: { public?: true; role?: 'user' | 'developer' | 'admin'; api_key_scope?: string | null };
}

let portal: Portal;
let operations: Operation[];
let user: Person;
let developer: Person;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  [user, developer, admin] = await Promise.all([
    portal.someone('user'),
    portal.someone('developer'),
    portal.anyone.login('admin', 'admin123'),
  ]);
  const document = (await portal.anyone.get('/openapi.json')).body as {
    paths: Record<string, Record<string, { 'x-access'?: Operation['access'] }>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, () => randomUUID()),
      access: operation['x-access'] ?? {},
    })),
  );
});
afterAll(() => portal.close());

const call = (client: Client, { method, path }: Operation) =>
  client.send(method, path, ['GET', 'DELETE'].includes(method) ? undefined : {});
const named = async (client: Client, which: Operation[]) =>
  Object.fromEntries(
    await Promise.all(
      which.map(async (operation) => [`${operation.method} ${operation.path}`, (await call(client, operation)).status]),
    ),
  );
const expected = (which: Operation[], status: number) =>
  Object.fromEntries(which.map(({ method, path }) => [`${method} ${path}`, status]));

describe('L12: every operation of the document', () => {
  it('says who may call it', () => {
    expect(operations.length).toBeGreaterThan(30);
    expect(operations.filter(({ access }) => !access.public && !access.role)).toEqual([]);
  });

  it('answers 401 without a credential, unless it is public', async () => {
    const closed = operations.filter(({ access }) => !access.public);
    expect(await named(portal.anyone, closed)).toEqual(expected(closed, 401));
  });

  it('answers 403 to a weaker role', async () => {
    const forAdmins = operations.filter(({ access }) => access.role === 'admin');
    const forDevelopers = operations.filter(({ access }) => access.role === 'developer');
    expect(forAdmins.length).toBeGreaterThan(8);
    expect(await named(user, [...forAdmins, ...forDevelopers])).toEqual(
      expected([...forAdmins, ...forDevelopers], 403),
    );
    expect(await named(developer, forAdmins)).toEqual(expected(forAdmins, 403));
  });

  it('K4: an API key opens what its scope names and nothing else', async () => {
    const value = async (scopes: string[]) =>
      (await developer.post('/api/developer/api-keys', { scopes })).body.key_value as string;
    const byScope = operations.filter(({ access }) => access.api_key_scope);
    const others = operations.filter(({ access }) => !access.public && !access.api_key_scope);
    const all = portal.anyone.withKey(await value(['chat', 'models', 'threads', 'embeddings']));
    expect(await named(all, others)).toEqual(expected(others, 403));
    for (const status of Object.values(await named(all, byScope))) expect([200, 400, 404]).toContain(status);
    const onlyModels = portal.anyone.withKey(await value(['models']));
    const beyond = byScope.filter(({ access }) => access.api_key_scope !== 'models');
    expect(await named(onlyModels, beyond)).toEqual(expected(beyond, 403));
    expect((await onlyModels.get('/api/models')).status).toBe(200);
  });

  it('answers 404 for an unknown id, to everybody who may call it', async () => {
    const withIds = operations.filter(
      ({ path, method }) => /[0-9a-f-]{36}/.test(path) && ['GET', 'DELETE'].includes(method),
    );
    expect(withIds.length).toBeGreaterThan(3);
    expect(await named(admin, withIds)).toEqual(expected(withIds, 404));
  });
});

describe('credentials', () => {
  it('K3: two different ones in one request are 400', async () => {
    const key = (await developer.post('/api/developer/api-keys', {})).body.key_value;
    const { status, body } = await developer.withKey(key).get('/api/models');
    expect([status, body.code]).toEqual([400, 'auth.conflicting-credentials']);
  });

  it('O10: path tricks do not bypass the guard', async () => {
    const paths = [
      '//api/admin/users',
      '/api//admin/users',
      '/api/admin/users/',
      '/api/admin/users;x',
      '/api/%61dmin/users',
      '/api/admin/%75sers',
      '/API/ADMIN/USERS',
      '/api/admin/../admin/users',
      '/./api/admin/users',
      '/api/admin/users?x=/health',
    ];
    for (const path of paths)
      for (const method of ['GET', 'HEAD']) {
        const { status, body } = await user.send(method, path);
        expect([path, [401, 403, 404].includes(status)]).toEqual([path, true]);
        expect(JSON.stringify(body)).not.toContain('"username"');
      }
  });

  it('K2: hostile keys are 401, not an error of the database', async () => {
    for (const key of [`' OR '1'='1`, 'pk_', '%00', `pk_${'x'.repeat(7000)}`, '"; DROP TABLE users; --'])
      expect((await portal.anyone.withKey(key).get('/api/models')).status).toBe(401);
  });
});

describe('X4: every response', () => {
  it('carries the request id and the security headers, errors and pages included', async () => {
    for (const path of ['/health', '/api/models', '/api/nothing', '/docs', '/openapi.json', '/nowhere.js']) {
      const { headers } = await portal.anyone.get(path);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['content-security-policy']).toMatch(
        /default-src 'self';.*script-src 'self';.*object-src 'none';base-uri 'none'.*frame-ancestors 'none'/,
      );
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});
