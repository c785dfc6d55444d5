import { buildTinyModel } from '@pocket-llm/tiny-model';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client, SseFrame } from './client.js';
import { startPortal, type Portal } from './portal.js';

const MODELS = '/api/admin/models';
const PULLS = `${MODELS}/pulls`;
/** A real GGUF of 1.6 MB. */
const FILE = buildTinyModel();
const HASH = createHash('sha256').update(FILE).digest('hex');

/** A file server with what the tests need. */
let files: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let origin: string;
let portal: Portal;
let admin: Client;
beforeAll(async () => {
  files = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(files, 'listening');
  origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  portal = await startPortal({ env: { EMBEDDED_ENGINE: 'auto', GGUF_SOURCES: `${origin},localhost,huggingface.co` } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(async () => {
  await portal.close();
  files.closeAllConnections();
  files.close();
});
const rows = async () =>
  (await admin.get(MODELS)).body as { id: string; name: string; provider: string; is_enabled: boolean }[];
const named = async (name: string) => (await rows()).find((model) => model.name === name)!;
const listed = async (id: string) =>
  ((await admin.get(PULLS)).body as { id: string; completed: number }[]).find((pull) => pull.id === id)!;
const follow = async (id: string) =>
  (await admin.stream(`${PULLS}/${id}/events`))[Symbol.asyncIterator]() as AsyncGenerator<SseFrame>;
const toTheEnd = async (id: string) => (await (await admin.stream(`${PULLS}/${id}/events`)).all()).at(-1)!;
const download = (path: string, more: object = {}) =>
  admin.post(`${MODELS}/downloads`, { url: `${origin}${path}`, ...more });

describe('a GGUF file for the embedded engine', () => {
  const serve = (body: Buffer, headers: Record<string, string> = {}) =>
    (answer = (_request, response) =>
      void response.writeHead(200, { 'content-length': String(body.length), ...headers }).end(body));

  it('keeps everything but the path of an address out of the logs', async () => {
    serve(FILE);
    const { body } = await download('/repo/signed.gguf?token=hf_canary');
    await toTheEnd(body.id);
    const [entry] = (await admin.get('/api/admin/audit?action=model.download-started&limit=1')).body;
    expect(entry.detail).toEqual({ name: 'signed', url: `${origin}/repo/signed.gguf` });
    expect(JSON.stringify((await admin.get('/api/admin/logs?action=model.download-started')).body)).not.toContain(
      'canary',
    );
    await admin.delete(`${MODELS}/${(await named('signed')).id}?from_backend=true`);
  });

  it('arrives complete and verified, is offered, answers, and is deleted with its file', async () => {
    serve(FILE);
    const { status, body } = await download('/repo/tiny-served.gguf', { sha256: HASH.toUpperCase() });
    expect([status, body.name]).toEqual([202, 'tiny-served']);
    expect((await toTheEnd(body.id)).data).toMatchObject({
      status: 'done',
      completed: FILE.length,
      total: FILE.length,
    });
    const model = await named('tiny-served');
    expect(model).toMatchObject({ provider: 'embedded', is_enabled: true, available: true });
    const asked = await admin.post('/api/chat', { prompt: 'Hello there', model: 'tiny-served' });
    expect([asked.status, asked.body.response.length > 0]).toEqual([200, true]);
    expect((await download('/repo/tiny-served.gguf')).body.code).toBe('model.exists');
    expect((await admin.post(`${MODELS}/${model.id}/unload`)).body.loaded).toBe(false);
    expect((await admin.post(`${MODELS}/${model.id}/load`)).body.loaded).toBe(true);
    const embedded = (await admin.get(`${MODELS}/discover`)).body.find(
      ({ provider }: { provider: string }) => provider === 'embedded',
    );
    expect([embedded.free_disk_bytes > 0, embedded.free_memory_bytes > 0, embedded.can]).toEqual([
      true,
      true,
      ['download', 'remove', 'load', 'unload'],
    ]);
    expect((await admin.delete(`${MODELS}/${model.id}?from_backend=true`)).status).toBe(204);
    expect(await named('tiny-served')).toBeUndefined();
  });

  it('resumes at the byte where it stopped, through a redirect too, if the file is the same', async () => {
    const half = Math.floor(FILE.length / 2);
    const ranges: (string | undefined)[] = [];
    let whole = false;
    answer = (request, response) => {
      if (request.url === '/resolve/resumed.gguf')
        return void response.writeHead(302, { location: `${origin}/cdn/x`, 'x-linked-etag': `"${HASH}"` }).end();
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = {
        etag: '"one"',
        'content-length': String(FILE.length - from),
        ...(from > 0 && { 'content-range': `bytes ${from}-${FILE.length - 1}/${FILE.length}` }),
      };
      response.writeHead(from > 0 ? 206 : 200, headers);
      if (whole) return void response.end(FILE.subarray(from));
      response.write(FILE.subarray(0, half), () => response.destroy());
    };
    const { body } = await download('/resolve/resumed.gguf');
    expect((await toTheEnd(body.id)).data.problem).toMatchObject({
      code: 'pull.source-failed',
      detail: expect.stringContaining('Resume'),
    });
    const stopped = (await listed(body.id)).completed;
    expect(stopped).toBeGreaterThan(0);
    whole = true;
    await admin.post(`${PULLS}/${body.id}/resume`);
    expect((await toTheEnd(body.id)).event).toBe('done');
    expect(ranges).toEqual([undefined, `bytes=${stopped}-`]);
    expect(await named('resumed')).toMatchObject({ available: true });
  });

  it.each([
    ['another hash than it should have', '/wrong.gguf', FILE, {}, { sha256: 'a'.repeat(64) }, 'pull.wrong-checksum'],
    [
      'another hash than the server promised',
      '/wrong2.gguf',
      FILE,
      { 'x-linked-etag': `"${'b'.repeat(64)}"` },
      {},
      'pull.wrong-checksum',
    ],
    ['a page in place of a file', '/page.gguf', Buffer.from('<html>Sign in</html>'), {}, {}, 'pull.not-a-model'],
    [
      'a file that only begins like a model',
      '/broken.gguf',
      Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(64, 0xff)]),
      {},
      {},
      'pull.not-a-model',
    ],
    [
      'a file larger than the disk',
      '/huge.gguf',
      Buffer.from('GGUF'),
      { 'content-length': '8000000000000000' },
      {},
      'pull.disk-full',
    ],
  ] as const)('%s is refused and never gets its name', async (_, path, bytes, headers, more, code) => {
    serve(bytes, headers);
    const { body } = await download(path, more);
    const { data } = await toTheEnd(body.id);
    expect(data.problem.code).toBe(code);
    if (code === 'pull.disk-full')
      expect(data.problem).toMatchObject({
        needed_bytes: 8e15,
        free_bytes: expect.any(Number),
        detail: expect.stringMatching(/8000000\.0 GB are needed, and of the [\d.]+ GB/),
      });
    expect(await named(path.slice(1, -5))).toBeUndefined();
    expect((await admin.delete(`${PULLS}/${body.id}`)).status).toBe(204);
  });

  it.each([
    ['another host', 'https://example.org/x.gguf', /Files are fetched from .*; example\.org is not among them/],
    ['http', 'http://huggingface.co/x.gguf', /Only plain https/],
    ['an address in numbers', 'https://2130706433/x.gguf', /is not among them/],
    ['an address in numbers of IPv6', 'https://[::ffff:169.254.169.254]/x.gguf', /is not among them/],
    ['a user name', 'https://a:b@localhost/x.gguf', /without a user name/],
    ['a trailing dot', 'https://localhost./x.gguf', /is not among them/],
    ['a file', 'file:///etc/passwd.gguf', /Only plain https/],
    ['a template', 'https://${HOST}/x.gguf', /is not among them/],
    ['no address', 'tiny.gguf', /Only plain https/],
    ['an address without a file', 'https://localhost/org/model', /does not end in the name of a \.gguf file/],
    ['only an ending', 'https://localhost/org/.gguf', /does not end in the name of a \.gguf file/],
    [
      'the page about a file',
      'https://huggingface.co/org/model/blob/main/x.gguf',
      /is at https:\/\/huggingface\.co\/org\/model\/resolve\/main\/x\.gguf/,
    ],
  ])('O6, O8: %s is refused at once, with a pointer, and leaves no job', async (_, url, detail) => {
    const before = (await admin.get(PULLS)).body.length;
    const { status, body } = await admin.post(`${MODELS}/downloads`, { url, name: 'refused' });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'pull.source-refused',
      [{ pointer: '/url', message: expect.stringMatching(detail) }],
    ]);
    expect((await admin.get(PULLS)).body).toHaveLength(before);
  });

  it('requires a name when the file’s own name is not a valid model name', async () => {
    serve(FILE);
    const refused = await download('/repo/na%C3%AFve%20model.gguf');
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/name']);
    const { body } = await download('/repo/na%C3%AFve%20model.gguf?download=true', { name: 'naive' });
    expect((await toTheEnd(body.id)).event).toBe('done');
    expect(await named('naive')).toMatchObject({ available: true });
  });

  it('O6: rejects an allowed host that resolves to a private network when the connection opens', async () => {
    const { body } = await admin.post(`${MODELS}/downloads`, { url: 'https://localhost/x.gguf', name: 'private' });
    expect((await toTheEnd(body.id)).data.problem).toMatchObject({
      code: 'pull.source-refused',
      detail: expect.stringContaining('private network'),
    });
  });

  it('O7: does not follow a redirect to a host that is not allowed, or to this machine', async () => {
    const asked: string[] = [];
    const inside = createServer((request, response) => (asked.push(request.url!), response.end('GGUF'))).listen(
      0,
      '127.0.0.1',
    );
    await once(inside, 'listening');
    const hidden = (inside.address() as AddressInfo).port;
    try {
      for (const location of [
        `http://127.0.0.1:${hidden}/x`,
        'http://169.254.169.254/latest/meta-data',
        'https://example.org/x.gguf',
        'https://localhost/x.gguf',
      ]) {
        answer = (_request, response) => void response.writeHead(302, { location }).end();
        const { body } = await download('/sly.gguf');
        expect([location, (await toTheEnd(body.id)).data.problem.code]).toEqual([location, 'pull.source-refused']);
      }
      answer = (request, response) => void response.writeHead(302, { location: request.url }).end();
      const { body } = await download('/circle.gguf');
      expect((await toTheEnd(body.id)).data.problem.code).toBe('pull.source-failed');
      expect(asked).toEqual([]);
    } finally {
      inside.close();
    }
  });

  it('leaves nothing on the disk when cancelled and removed from the list', async () => {
    answer = (_request, response) =>
      void response
        .writeHead(200, { etag: '"slow"', 'content-length': String(FILE.length) })
        .write(FILE.subarray(0, 100_000));
    const { body } = await download('/leftover.gguf');
    const frames = await follow(body.id);
    for (let done = 0; done === 0;) done = ((await frames.next()).value as SseFrame).data.completed as number;
    const left = async () => (await readdir(portal.folder)).filter((name) => name.startsWith('leftover'));
    await admin.delete(`${PULLS}/${body.id}`);
    expect(await left()).toEqual(['leftover.gguf.part', 'leftover.gguf.part.json']);
    await admin.delete(`${PULLS}/${body.id}`);
    expect(await left()).toEqual([]);
  });
});
