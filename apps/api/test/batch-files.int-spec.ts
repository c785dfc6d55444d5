import { begin, CHAT, chatLine, over, resultsOf, upload, uploadFile } from './batch-client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { BATCH_FILE_MAX_MB: '4', BATCH_STORAGE_MB: '6' } });
  ada = await portal.someone('developer');
});
afterAll(() => portal.close());

describe('files', () => {
  it('come back as they were, page by page, whatever their size, and are stored in pieces', async () => {
    const content = Buffer.alloc(3 * 2 ** 20 + 17, 'a line\r\n--mar\n');
    const { status, body } = await uploadFile(ada, content);
    expect([status, body.bytes]).toEqual([200, content.length]);
    const read = await ada.get(`/v1/files/${body.id}/content`);
    expect(Buffer.from(read.body as string).equals(content)).toBe(true);
    const [pieces] = await portal.sql<{ n: number; most: number }>(
      'SELECT count(*)::int AS n, max(octet_length(data))::int AS most FROM batch_file_chunks',
    );
    expect(pieces).toEqual({ n: 13, most: 256 * 1024 });
    const second = (await upload(ada, ['x'])).body;
    const page = (await ada.get('/v1/files?limit=1&order=asc')).body;
    expect(page).toMatchObject({ data: [{ id: body.id }], first_id: body.id, last_id: body.id, has_more: true });
    const rest = (await ada.get(`/v1/files?order=asc&after=${page.last_id}&purpose=batch`)).body;
    expect(rest).toMatchObject({ data: [{ id: second.id, filename: 'lines.jsonl', bytes: 1 }], has_more: false });
    expect((await ada.delete(`/v1/files/${body.id}`)).body).toEqual({ id: body.id, object: 'file', deleted: true });
    expect((await ada.get(`/v1/files/${body.id}/content`)).status).toBe(404);
    expect(await portal.sql('SELECT DISTINCT position FROM batch_file_chunks')).toHaveLength(1);
  });

  it('are kept for as long as was asked, and then deleted', async () => {
    const asked = { purpose: 'batch', 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '7200' };
    const { body } = await upload(ada, ['x'], asked);
    expect(body.expires_at - body.created_at).toBe(7200);
    const usual = (await upload(ada, ['x'])).body;
    expect(usual.expires_at - usual.created_at).toBe(30 * 86_400);
  });

  it.each([
    ['another purpose', () => upload(ada, ['x'], { purpose: 'fine-tune' }), 400, 'purpose'],
    ['no purpose', () => upload(ada, ['x'], {}), 400, 'purpose'],
    ['no file', () => uploadFile(ada, undefined), 400, 'file'],
    [
      'too short a time',
      () =>
        upload(ada, ['x'], {
          purpose: 'batch',
          'expires_after[anchor]': 'created_at',
          'expires_after[seconds]': '60',
        }),
      400,
      'expires_after.seconds',
    ],
    ['a body that is no form', () => ada.post('/v1/files', { purpose: 'batch' }), 415, null],
    ['one that is too large', () => uploadFile(ada, Buffer.alloc(5 * 2 ** 20)), 413, null],
    ['an id that is none', () => ada.get('/v1/files?after=x'), 400, 'after'],
  ])('refuse %s', async (_, send, status, param) => {
    const reply = await send();
    expect([reply.status, reply.body.error.param]).toEqual([status, param]);
    expect(reply.body.error.message).toMatch(/[a-z].*\.$/);
  });

  it('take no more of the database than an account may', async () => {
    const someone = await portal.someone('developer');
    expect((await uploadFile(someone, Buffer.alloc(3 * 2 ** 20))).status).toBe(200);
    const refused = await uploadFile(someone, Buffer.alloc(3.5 * 2 ** 20));
    expect([refused.status, refused.body.error.code]).toEqual([429, 'file.too-many']);
    expect((await someone.get('/v1/files')).body.data).toHaveLength(1);
  });

  it('and what batches copy and make share one room; a batch that fills it ends with what it has', async () => {
    const someone = await portal.someone('developer');
    const large = await upload(someone, [chatLine('large', 'x'.repeat(3.5 * 2 ** 20))]);
    const refused = await someone.post('/v1/batches', {
      input_file_id: large.body.id,
      endpoint: CHAT,
      completion_window: '24h',
    });
    expect([refused.status, refused.body.error.code]).toEqual([429, 'file.too-many']);
    // Leaves less than one answer of 200 KB.
    await uploadFile(someone, Buffer.alloc(2.35 * 2 ** 20));
    const id = await begin(
      someone,
      [1, 2, 3, 4, 5].map((n) => chatLine(`long ${n}`, 'scenario:long')),
    );
    const { status, errors, output_file_id, request_counts } = await over(someone, id);
    expect([status, errors.data]).toEqual([
      'failed',
      [{ code: 'storage_full', message: expect.stringContaining('Delete files'), line: null, param: null }],
    ]);
    const made = await resultsOf(someone, output_file_id);
    expect(made.length).toBe(request_counts.completed);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThan(5);
    const { data } = (await someone.get('/v1/files')).body;
    expect(data.find((file: { id: string }) => file.id === output_file_id).bytes).toBeGreaterThan(200_000);
    // Deleting makes room at once, and nothing is held for a batch that is over.
    expect((await upload(someone, ['x'.repeat(2 * 2 ** 20)])).status).toBe(429);
    await someone.delete(`/v1/files/${large.body.id}`);
    expect((await upload(someone, ['x'.repeat(2 * 2 ** 20)])).status).toBe(200);
    expect(await portal.sql('SELECT sum(bytes)::int AS held FROM batches')).toEqual([{ held: 0 }]);
  });
});
