import { type RequestListener, type Server } from 'node:http';
import { bodyOf, sendProblem, serve, stopServing } from '../test/server.js';
import { parseRetryAfter, type ApiError } from './api-error.js';
import {
  authLogin,
  authLogout,
  authRefresh,
  modelsList,
  providersList,
  proxySession,
  secondStepPasskeyLogin,
  secondStepPasskeyOptions,
  secondStepSecond,
  threadList,
} from './generated/index.js';
import { http } from './http.js';
import { configureSession, getSession, refreshSession, setSession } from './session.js';

const failureOf = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('should have failed')),
    (error: ApiError) => error,
  );

const refreshByCookie = () => authRefresh({ headers: { 'X-Requested-With': 'test' } });
const session = (token: string, id = 'u') => ({ token, expires_in: 900, user: { id } });

let server: Server;
let answer: (...exchange: Parameters<RequestListener>) => unknown;

beforeAll(async () => {
  server = await serve((request, response) => answer(request, response));
});
afterAll(() => stopServing(server));
beforeEach(() => setSession(null));

describe('requests', () => {
  it("carry the session's token, and none without a session", async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.headers.authorization);
      response.setHeader('content-type', 'application/json').end('[]');
    };
    await modelsList();
    setSession(session('abc'));
    await modelsList();
    // What is searched for is no address, whatever it looks like.
    await threadList({ query: { q: '/auth/login auth.refresh' } });
    expect(seen).toEqual([undefined, 'Bearer abc', 'Bearer abc']);
  });

  it('without a body do not claim to be a form', async () => {
    let type: string | undefined = 'unset';
    answer = async (request, response) => {
      type = request.headers['content-type'];
      expect(await bodyOf(request)).toBe('');
      response.setHeader('content-type', 'application/json').end('{}');
    };
    await authLogout();
    expect(type).toBeUndefined();
  });

  it('of the generated client use the one axios instance', async () => {
    answer = (request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify([request.url]));
    const { data } = await threadList({ query: { limit: 5, q: 'a&b' } });
    expect(data).toEqual(['/api/chat/threads?limit=5&q=a%26b']);
  });
});

describe('failures', () => {
  it.each([
    [400, 'invalid'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [413, 'too-large'],
    [422, 'invalid'],
    [429, 'rate-limited'],
    [500, 'server'],
    [503, 'unavailable'],
  ])('of status %i become kind %s', async (status, kind) => {
    answer = (_request, response) =>
      sendProblem(response, status, {
        detail: 'Why.',
        errors: [
          { pointer: '/name', message: 'must not be empty' },
          { pointer: '/size', message: 'too large' },
        ],
      });
    expect(await failureOf(modelsList())).toMatchObject({
      name: 'ApiError',
      kind,
      status,
      detail: 'Why.',
      fieldErrors: [
        { pointer: '/name', message: 'This must not be empty.' },
        { pointer: '/size', message: 'Too large.' },
      ],
    });
  });

  it('sent as HTML by a proxy still have the right kind', async () => {
    answer = (_request, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    expect(await failureOf(modelsList())).toMatchObject({ kind: 'unavailable', status: 502, detail: undefined });
  });

  it('of a download are read as well', async () => {
    answer = (_, response) => sendProblem(response, 400, { code: 'backup.reason-required' });
    const failure = await failureOf(http.get('/backup', { responseType: 'blob' }));
    expect(failure).toMatchObject({ kind: 'invalid', code: 'backup.reason-required' });
  });

  it('to connect are of kind network', async () => {
    expect(await failureOf(http.get('http://127.0.0.1:9/'))).toMatchObject({ kind: 'network', status: undefined });
  });

  it('by abort have their own kind', async () => {
    answer = () => undefined;
    const stop = new AbortController();
    const failure = failureOf(http.get('/slow', { signal: stop.signal }));
    stop.abort();
    expect((await failure).kind).toBe('aborted');
  });

  it('give the seconds to wait, from a number or a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(parseRetryAfter('12', now)).toBe(12);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});

describe('an expired token', () => {
  let refreshes: number;
  let seen: (string | undefined)[];

  beforeEach(() => {
    refreshes = 0;
    seen = [];
    setSession(session('old'));
    answer = (request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization === 'Bearer new')
        response.setHeader('content-type', 'application/json').end('[]');
      else sendProblem(response, 401, { code: 'auth.invalid-token' });
    };
  });

  const refreshTo = (
    result: Parameters<typeof configureSession>[0]['refresh'],
    reauthenticate?: () => Promise<boolean>,
  ) =>
    configureSession({
      refresh: () => {
        refreshes += 1;
        return result();
      },
      reauthenticate,
    });

  it('is refreshed once for all requests, and each of them is repeated', async () => {
    refreshTo(async () => session('new'));
    await Promise.all([modelsList(), modelsList(), threadList()]);
    expect(refreshes).toBe(1);
    expect(seen.filter((token) => token === 'Bearer new')).toHaveLength(3);
    expect(getSession()?.token).toBe('new');
  });

  it('is refreshed only once per request, never in a loop', async () => {
    refreshTo(async () => session('also bad'));
    expect((await failureOf(modelsList())).kind).toBe('unauthorized');
    expect(refreshes).toBe(1);
  });

  it('asks the person once when it cannot be refreshed, and continues after the sign-in', async () => {
    let signInPrompts = 0;
    // Over the network: the refused refresh must not trigger another refresh.
    refreshTo(
      () => refreshByCookie().then(({ data }) => data),
      async () => {
        signInPrompts += 1;
        setSession(session('new'));
        return true;
      },
    );
    await Promise.all([modelsList(), modelsList()]);
    expect(signInPrompts).toBe(1);
    expect(seen).toContain(undefined);
  });

  it('is not replaced by that of somebody else: what one person asked for, another one has not', async () => {
    const other = session('new', 'somebody else');
    refreshTo(
      () => refreshByCookie().then(({ data }) => data),
      async () => {
        setSession(other);
        return true;
      },
    );
    const failure = await failureOf(authLogout());
    expect(failure.code).toBe('auth.invalid-token');
    expect(seen).toEqual(['Bearer old', undefined]);
    // The same by the cookie, which tabs share.
    setSession(session('old'));
    refreshTo(async () => other);
    expect((await failureOf(authLogout())).code).toBe('auth.invalid-token');
    expect(seen).toEqual(['Bearer old', undefined, 'Bearer old']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a password', () => authLogin({ body: { username: 'a', password: 'b' } })],
    ['a second factor', () => secondStepSecond({ body: { challenge: 'c', code: '000000' } })],
    ['what a passkey signs', () => secondStepPasskeyOptions({ body: {} as never })],
    ['a passkey', () => secondStepPasskeyLogin({ body: {} as never })],
    ['the list of providers', () => providersList()],
    ['a proxy', () => proxySession({ headers: { 'X-Requested-With': 'test' } })],
  ])('is not sent with the sign-in that replaces it: %s', async (_, start) => {
    answer = (request, response) => {
      seen.push(request.headers.authorization);
      sendProblem(response, 401, { code: 'auth.invalid-token' });
    };
    refreshTo(async () => session('new'));
    await failureOf(start());
    expect(seen).toEqual([undefined]);
    expect(refreshes).toBe(0);
  });

  it('stays while the server is unreachable, because that is no reason to sign out', async () => {
    refreshTo(() => refreshByCookie().then(({ data }) => data));
    answer = (_request, response) => response.destroy();
    await expect(refreshSession()).rejects.toMatchObject({ kind: 'network' });
    expect(getSession()?.token).toBe('old');
  });

  it('is distinguished from a wrong password', async () => {
    refreshTo(async () => session('new'));
    answer = (_request, response) => sendProblem(response, 401, { code: 'auth.wrong-credentials' });
    expect((await failureOf(modelsList())).code).toBe('auth.wrong-credentials');
    expect(refreshes).toBe(0);
  });
});
