import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { eventually } from './clock.js';
import { paragraph, docx, sendBytes, settled, textsOf, uploaded, uploadForm } from './documents.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({
    env: { EMBEDDING_MODEL: 'off', FILE_MAX_MB: '12', FILE_STORAGE_MB: '20', FILES_MAX: '40' },
  });
  ada = await portal.someone();
});
afterAll(() => portal.close());

const open = async (by: Person, name: string, bytes: number, more = {}) =>
  (await by.post('/api/files', { name, bytes, ...more })).body;

describe('an upload', () => {
  it('comes back as it was, as a whole and in part, and nothing can be done with it in a browser', async () => {
    const content = randomBytes(700_000);
    const { status, body } = await uploadForm(ada, 'Größe (1).bin', Buffer.concat([Buffer.from('%PDF-'), content]));
    expect([status, body.name, body.media_type, body.bytes]).toEqual([
      201,
      'Größe (1).bin',
      'application/pdf',
      700_005,
    ]);
    const url = `${portal.server.url}/api/files/${body.id}/content`;
    const headers = ada.headers as Record<string, string>;
    const whole = await request(url, { headers });
    const bytes = Buffer.from(await whole.body.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(body.sha256);
    expect(whole.headers).toMatchObject({
      'content-disposition': `attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.bin`,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'content-length': '700005',
    });
    const read = async (range: string) => {
      const { statusCode, headers: sent, body: part } = await request(url, { headers: { ...headers, range } });
      return [statusCode, sent['content-range'], Buffer.from(await part.arrayBuffer())];
    };
    expect(await read('bytes=262100-262200')).toEqual([
      206,
      'bytes 262100-262200/700005',
      bytes.subarray(262_100, 262_201),
    ]);
    expect(await read('bytes=-10')).toEqual([206, 'bytes 699995-700004/700005', bytes.subarray(-10)]);
    expect(await read('bytes=900000-')).toEqual([200, undefined, bytes]);
    const [parts] = await portal.sql<{ most: number }>(
      'SELECT max(octet_length(data))::int AS most FROM file_parts WHERE file_id = $1',
      [body.id],
    );
    expect(parts!.most).toBe(256 * 1024);
  });

  it('of any size goes on where it broke off', async () => {
    const someone = await portal.someone();
    const content = Buffer.from(`${'A line of text.\n'.repeat(600_000)}The end.`);
    const { id, state, received } = await open(someone, 'long.txt', content.length);
    expect([state, received]).toEqual(['uploading', 0]);
    expect((await someone.get(`/api/files/${id}/content`)).status).toBe(409);
    const first = await sendBytes(someone, id, 0, content.subarray(0, 3_000_001));
    expect([first.status, first.body.received, first.body.state]).toEqual([200, 3_000_001, 'uploading']);
    const wrong = await sendBytes(someone, id, 5, content.subarray(5, 10));
    expect([wrong.status, wrong.body.code, wrong.body.received]).toEqual([409, 'file.offset', 3_000_001]);

    // A connection that breaks off within its bytes.
    const hangUp = new AbortController();
    const broken = request(`${portal.server.url}/api/files/${id}/content`, {
      method: 'PATCH',
      headers: {
        ...(someone.headers as object),
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '3000001',
      },
      body: Readable.from(
        (async function* () {
          yield content.subarray(3_000_001, 4_500_000);
          await eventually(async () => (await someone.get(`/api/files/${id}`)).body.received > 4_000_000);
          hangUp.abort();
        })(),
      ),
      signal: hangUp.signal,
    });
    await expect(broken).rejects.toThrow();
    const there = async () => (await someone.get(`/api/files/${id}`)).body.received as number;
    await eventually(async () => (await there()) === 4_500_000);
    const last = await sendBytes(someone, id, 4_500_000, content.subarray(4_500_000));
    expect([last.status, last.body.sha256]).toEqual([200, createHash('sha256').update(content).digest('hex')]);
    const file = await settled(someone, id);
    expect(file).toMatchObject({ state: 'ready', fault: null });
    expect((await someone.get(`/api/files/${id}/pages/${file.pages}`)).body.text).toMatch(/The end\.$/);
    expect((await sendBytes(someone, id, content.length, Buffer.from('x'))).status).toBe(409);
  });

  it.each([
    ['nothing in it', () => uploadForm(ada, 'empty.txt', ''), 400, 'file.empty'],
    ['nothing announced', () => ada.post('/api/files', { name: 'empty.txt', bytes: 0 }), 400, 'file.empty'],
    [
      'more than a file may have',
      () => ada.post('/api/files', { name: 'x', bytes: 13 * 2 ** 20 }),
      413,
      'file.too-large',
    ],
    ['more than a form may have', () => uploadForm(ada, 'x', Buffer.alloc(9 * 2 ** 20)), 413, 'request.too-large'],
    ['no name', () => ada.post('/api/files', { bytes: 5 }), 400, 'request.invalid'],
    ['no bytes', () => ada.post('/api/files', { name: 'x' }), 400, 'request.invalid'],
    [
      'another type',
      () => ada.with({ 'content-type': 'text/plain' }).post('/api/files', 'text'),
      415,
      'request.unsupported-media-type',
    ],
    [
      'more than it was said to have',
      async () => sendBytes(ada, (await open(ada, 'x', 3)).id, 0, Buffer.from('four')),
      413,
      'file.too-large',
    ],
    [
      'no place for its bytes',
      async () =>
        ada
          .with({ 'content-type': 'application/offset+octet-stream' })
          .patch(`/api/files/${(await open(ada, 'x', 3)).id}/content`, Buffer.from('abc')),
      400,
      'request.invalid',
    ],
  ])('with %s is refused', async (_, send, status, code) => {
    const reply = await send();
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(reply.body.detail).toMatch(/\.$/);
  });

  it('takes no more room than a person has, whichever of two comes first', async () => {
    const someone = await portal.someone();
    const both = await Promise.all([open(someone, 'a', 11 * 2 ** 20), open(someone, 'b', 11 * 2 ** 20)]);
    expect(both.map(({ code, state }) => code ?? state).sort()).toEqual(['file.storage-full', 'uploading']);
    const admin = await portal.someone('admin');
    const set = (file_storage_mb: number) => admin.put('/api/admin/settings', { file_storage_mb });
    // What the environment says, no admin changes.
    expect((await set(100)).body.detail).toContain('FILE_STORAGE_MB');
    expect((await someone.get('/api/files/storage')).body).toEqual({
      bytes: 11 * 2 ** 20,
      max_bytes: 20 * 2 ** 20,
      files: 1,
      max_files: 40,
      max_file_bytes: 12 * 2 ** 20,
    });
  });

  it('that is given up goes after a day, and a file of a temporary chat too, which no list shows', async () => {
    const someone = await portal.someone();
    const { id } = await open(someone, 'given-up.txt', 5);
    const temporary = await open(someone, 'secret.txt', 3, { temporary: true });
    await sendBytes(someone, temporary.id, 0, Buffer.from('abc'));
    expect(await settled(someone, temporary.id)).toMatchObject({ state: 'ready', expires_at: expect.any(String) });
    expect((await someone.get('/api/files')).body.map((file: { id: string }) => file.id)).toEqual([id]);
    await portal.sql(
      `UPDATE files SET updated_at = now() - interval '25 hours', expires_at = now() WHERE user_id = '${someone.id}'`,
    );
    await portal.restart();
    ada = Object.assign(await portal.anyone.login(ada.username, PASSWORD), { id: ada.id, username: ada.username });
    await eventually(
      async () => (await portal.sql('SELECT 1 FROM files WHERE user_id = $1', [someone.id])).length === 0,
    );
  });
});

describe('files', () => {
  it('are listed page by page and by name, with the chats that they are in', async () => {
    const someone = await portal.someone();
    const ids: string[] = [];
    for (const name of ['Annual report.txt', 'notes.txt', 'REPORT 2.txt'])
      ids.push((await uploaded(someone, name, name)).id);
    const names = ({ body }: { body: { name: string }[] }) => body.map(({ name }) => name);
    const first = await someone.get('/api/files?limit=2');
    expect(names(first)).toEqual(['REPORT 2.txt', 'notes.txt']);
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))![1]!;
    expect(names(await someone.get(next))).toEqual(['Annual report.txt']);
    expect(names(await someone.get('/api/files?q=report'))).toEqual(['REPORT 2.txt', 'Annual report.txt']);
    expect(names(await someone.get('/api/files?q=%25'))).toEqual([]);
    for (const prompt of ['one', 'two']) await someone.post('/api/chat', { prompt, file_ids: [ids[1]] });
    const { body } = await someone.get('/api/files');
    expect(body.map(({ chats }: { chats: number }) => chats)).toEqual([0, 2, 0]);
  });

  it('are nobody else’s, whatever is asked of them', async () => {
    const file = await uploaded(ada, 'mine.txt', 'mine');
    const eve = await portal.someone('admin');
    const at = `/api/files/${file.id}`;
    const asked = await Promise.all([
      eve.get(at),
      eve.get(`${at}/content`),
      eve.get(`${at}/pages/1`),
      eve.post(`${at}/retry`),
      eve.delete(at),
      sendBytes(eve, file.id, 0, Buffer.from('x')),
      eve.post('/api/chat', { prompt: 'x', file_ids: [file.id] }),
    ]);
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual(asked.map(() => [404, 'file.not-found']));
    expect((await eve.get('/api/files?q=mine')).body).toEqual([]);
    const told = await (await eve.stream(`/api/files/events?id=${file.id}`)).all();
    expect(told.map(({ event, data }) => [event, data])).toEqual([['gone', { id: file.id }]]);
    expect((await ada.get(at)).body).toMatchObject({ state: 'ready', name: 'mine.txt' });
  });

  it('are gone with all that was made of them', async () => {
    const file = await uploaded(ada, 'gone.docx', docx(paragraph('some words')));
    expect(await textsOf(ada, file)).toEqual(['some words']);
    expect((await ada.delete(`/api/files/${file.id}`)).status).toBe(204);
    for (const table of ['file_parts', 'file_pages', 'file_passages'])
      expect(await portal.sql(`SELECT 1 FROM ${table} WHERE file_id = $1`, [file.id])).toEqual([]);
    expect((await ada.get(`/api/files/${file.id}/content`)).status).toBe(404);
  });

  it('that are pictures need not be read, unless they are too large to be shown', async () => {
    const png = (width: number) => {
      const head = Buffer.alloc(24);
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]).copy(head);
      head.writeUInt32BE(width, 16);
      head.writeUInt32BE(100, 20);
      return head;
    };
    const seen = await uploaded(ada, 'photo.txt', png(100));
    expect(seen).toMatchObject({ kind: 'image', media_type: 'image/png', state: 'ready', pages: null });
    expect(await uploaded(ada, 'bomb.png', png(2 ** 30))).toMatchObject({ state: 'failed', fault: 'broken' });
  });

  it('can be used by programs with a key for chats, and no other', async () => {
    const developer = await portal.someone('developer');
    const key = async (scopes: string[]) =>
      portal.anyone.withKey(
        (await developer.post('/api/developer/api-keys', { name: scopes[0], scopes })).body.key_value,
      );
    expect(await uploaded(await key(['chat']), 'a.txt', 'text')).toMatchObject({ state: 'ready' });
    expect((await uploadForm(await key(['models']), 'a.txt', 'text')).status).toBe(403);
  });
});
