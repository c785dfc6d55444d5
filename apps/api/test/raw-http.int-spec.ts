import fc from 'fast-check';
import { once } from 'node:events';
import { connect } from 'node:net';
import { FuzzedServer } from './fuzz/server.js';

/** Bytes straight into the socket, to the built server: what no HTTP client would send. */
let portal: FuzzedServer;
beforeAll(async () => {
  portal = await FuzzedServer.start();
});
afterEach(async () => {
  expect((await portal.server.client.get('/health')).body).toBe('OK');
});
afterAll(async () => {
  const { code, output } = await portal.stop();
  expect([code, output.match(/unhandled|uncaught/i)]).toEqual([0, null]);
});

/**
 * Sends the bytes and then nothing more. @returns the statuses that came back until the server, or this side once it
 * has an answer to each of the `answers` requests, closed the connection
 */
async function statusesOf(bytes: Buffer | string, answers = 1): Promise<number[]> {
  const socket = connect(portal.server.port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
    if (statuses(text).length >= answers) socket.end();
  });
  socket.write(Buffer.from(bytes as string, 'latin1'));
  await closed;
  return statuses(text);
}

const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const HOST = 'Host: 127.0.0.1';
const request = (line: string, headers: string[] = [], body = '') =>
  `${[line, HOST, ...headers].join('\r\n')}\r\n\r\n${body}`;
const JSON_TYPE = 'Content-Type: application/json';
const LOGIN = 'POST /api/auth/login HTTP/1.1';

describe('D5: broken HTTP is refused or hung up on', () => {
  it.each([
    [
      'a chunk size that is no number',
      request(LOGIN, [JSON_TYPE, 'Transfer-Encoding: chunked'], 'xyz\r\n{}\r\n0\r\n\r\n'),
    ],
    [
      'a chunk size beyond all numbers',
      request(LOGIN, [JSON_TYPE, 'Transfer-Encoding: chunked'], 'ffffffffffffffffffff\r\n{}'),
    ],
    ['a negative length', request(LOGIN, [JSON_TYPE, 'Content-Length: -1'], '{}')],
    ['two lengths', request(LOGIN, [JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'], '{}')],
    [
      'a length and chunks',
      request(LOGIN, [JSON_TYPE, 'Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    ],
    ['an unknown transfer encoding', request(LOGIN, [JSON_TYPE, 'Transfer-Encoding: chunked, identity'], '0\r\n\r\n')],
    ['a header without a colon', request('GET /health HTTP/1.1', ['nonsense'])],
    ['a space before the colon', request('GET /health HTTP/1.1', ['X-A : 1'])],
    ['a folded header', request('GET /health HTTP/1.1', ['X-A: 1\r\n 2'])],
    ['a NUL in a header', request('GET /health HTTP/1.1', ['X-A: a\0b'])],
    ['a NUL in the path', request('GET /hea\0lth HTTP/1.1')],
    ['a space in the path', request('GET /hea lth HTTP/1.1')],
    ['line ends without returns', `GET /health HTTP/1.1\n${HOST}\n\n`],
    ['headers beyond 16 KB', request('GET /health HTTP/1.1', [`X-A: ${'x'.repeat(20_000)}`])],
    [
      'a flood of headers',
      request(
        'GET /health HTTP/1.1',
        Array.from({ length: 5_000 }, (_, i) => `X-${i}: 1`),
      ),
    ],
    ['a path beyond 16 KB', request(`GET /${'x'.repeat(20_000)} HTTP/1.1`)],
    ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['two Hosts', request('GET /health HTTP/1.1', ['Host: evil.example'])],
    ['an unknown method', request('BREW /health HTTP/1.1')],
    ['a version that is none', request('GET /health HTTP/9.9')],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
    [
      'a WebSocket',
      request('GET /api/chat HTTP/1.1', [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: x',
      ]),
    ],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n`],
    ['an expectation that nobody has', request(LOGIN, ['Expect: a-pony', 'Content-Length: 0'])],
  ])('%s', async (_, bytes) => {
    for (const status of await statusesOf(bytes))
      expect([status, status >= 400 && status < 500]).toEqual([status, true]);
  });

  it('an absolute target is the route that it names, and its Host is checked', async () => {
    const port = portal.server.port;
    expect(await statusesOf(request(`GET http://127.0.0.1:${port}/api/auth/me HTTP/1.1`))).toEqual([401]);
    expect(await statusesOf(request('GET http:// HTTP/1.1'))).toEqual([expect.any(Number)]);
    for (const target of ['*', 'http://', '//', '?', 'http://[::1', '/%', 'urn:x', 'file:///etc/passwd'])
      for (const method of ['GET', 'OPTIONS', 'POST'])
        for (const status of await statusesOf(request(`${method} ${target} HTTP/1.1`)))
          expect([method, target, status < 500]).toEqual([method, target, true]);
  });

  it('pipelined requests are answered in order, each by its own rules', async () => {
    const one = (path: string) => request(`GET ${path} HTTP/1.1`);
    expect(await statusesOf(one('/health') + one('/api/auth/me') + one('/api/nothing') + one('/health'), 4)).toEqual([
      200, 401, 404, 200,
    ]);
  });

  it('half a request, or a body that never comes, keeps nobody waiting and leaves nothing behind', async () => {
    for (const bytes of [
      '',
      'GET',
      `GET /health HTTP/1.1\r\n${HOST}`,
      request(LOGIN, [JSON_TYPE, 'Content-Length: 100'], '{"user'),
    ]) {
      const socket = connect(portal.server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(bytes);
      expect((await portal.server.client.get('/health')).status).toBe(200);
      socket.destroy();
      await once(socket, 'close');
    }
  });

  it('bytes of any kind in any place get no server error', async () => {
    const whole = Buffer.from(request(LOGIN, [JSON_TYPE, 'Content-Length: 34'], '{"username":"ada","password":"x"} '));
    const damage = fc.record({
      at: fc.nat({ max: whole.length }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      over: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (all) => {
        let bytes = whole;
        for (const { at, bytes: put, over } of all)
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from(put),
            bytes.subarray(at + (over ? put.length : 0)),
          ]);
        // With a last word: whatever the bytes left open ends here.
        const socket = connect(portal.server.port, '127.0.0.1');
        let text = '';
        socket.on('error', () => undefined);
        socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.end(bytes);
        await closed;
        expect(statuses(text).filter((status) => status >= 500)).toEqual([]);
      }),
      { numRuns: 300, seed: 12 },
    );
  });
});
