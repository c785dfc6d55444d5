import { randomUUID } from 'node:crypto';
import { isApiPath } from '../src/common/http/route.js';
import type { Client } from './client.js';
import { addressOf, OPERATIONS, plainBody, type Operation } from './document.js';
import { answerOf, callersOf, expectedOf, type Caller } from './matrix/callers.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let callers: Caller[];
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
  callers = await callersOf(portal);
  // Nobody may erase the own account on the way, which needs a recent password.
  await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '2 hours'`);
});
afterAll(() => portal.close());

/** Ends the caller's own session, so it comes last. */
const LOGOUT = 'POST /api/auth/logout';
const inOrder = [...OPERATIONS].sort((a, b) => Number(a.name === LOGOUT) - Number(b.name === LOGOUT));
const unknown = (operation: Operation) =>
  addressOf(operation, Object.fromEntries(operation.pathIds.map((name) => [name, randomUUID()])));

/** What the router serves, as `GET /api/models/*`, read from the tree that it prints. HEAD goes with GET. */
function servedRoutes(of: Portal): string[] {
  const tree = of.server.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment, methods = ''] = /^([│├└─ ]+)(\S+)(?: \((.+)\))?$/.exec(line) ?? [];
    if (segment === undefined) return [];
    parents.splice(indent.length / 4 - 1, Infinity, segment);
    const path = parents.join('').replaceAll(/\/?(:\w+|\*)/g, '/*');
    return methods
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${path}`);
  });
}

describe('L12: every operation of the document', () => {
  it('says who may call it, and is the whole of what the server serves', () => {
    expect(OPERATIONS.filter(({ access }) => !access.public && !access.role && !access.scim_token)).toEqual([]);
    const documented = OPERATIONS.map(({ name }) => name.replaceAll(/\{\w+\}/g, '*'));
    const api = servedRoutes(portal).filter((route) => isApiPath(route.split(' ')[1]!));
    expect(api.sort()).toEqual(documented.filter((route) => isApiPath(route.split(' ')[1]!)).sort());
  });

  it('K4: lets in who may call it, and refuses everybody else with exactly the status of the document', async () => {
    const wrong: string[] = [];
    let calls = 0;
    for (const caller of callers)
      for (const operation of inOrder) {
        const body = ['GET', 'DELETE'].includes(operation.method) ? undefined : {};
        const expected = expectedOf(operation.access, caller);
        const answer = await answerOf(caller.client, operation, unknown(operation), body);
        calls++;
        if (answer !== expected) wrong.push(`${operation.name} by ${caller.name}: ${answer}, not ${expected}`);
      }
    expect(wrong).toEqual([]);
    expect(calls).toBe(OPERATIONS.length * callers.length);
  });

  it('answers 404 for an unknown id, to those who may call it', async () => {
    await portal.sql('UPDATE sessions SET confirmed_at = now()');
    const answers: Record<string, number> = {};
    const withIds = OPERATIONS.filter(({ pathIds }) => pathIds.some((name) => name.endsWith('_id')));
    for (const operation of withIds) {
      const by = operation.path.startsWith('/api/admin') ? admin : developer;
      answers[operation.name] = (await by.knock(operation.method, unknown(operation), plainBody(operation))).status;
    }
    // A browser on its way to or from a provider is led to a page that says so; oidc-sessions.int-spec.ts reads it.
    const status = (name: string) => (/^GET \/api\/auth\/oidc\//.test(name) ? 303 : 404);
    expect(answers).toEqual(Object.fromEntries(withIds.map(({ name }) => [name, status(name)])));
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
