import { batchOf, begin, CHAT, chatLine, over, resultsOf, upload } from './batch-client.js';
import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let [ada, grace]: Person[] = [];
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({
    env: { LLM_MAX_PARALLEL: '2' },
  });
  [ada, grace, admin] = [
    await portal.someone('developer'),
    await portal.someone('developer'),
    await portal.someone('admin'),
  ];
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const keyOf = async (who: Client, more: object = {}) => {
  const { id, key_value } = (await who.post('/api/developer/api-keys', { name: 'night', ...more })).body;
  return { id: id as string, client: portal.anyone.withKey(key_value) };
};
const asked = () => portal.fake.requests.filter(({ path }) => path === '/api/chat');
const promptsAsked = () =>
  asked().map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);
const numbered = (n: number, name: string) => Array.from({ length: n }, (_, i) => chatLine(`${name} ${i + 1}`));
/** Begins a batch whose first two lines are at the backend, which has no more places, and stay there. */
const beginGated = async (by: Client, name: string, n = 3) => {
  portal.fake.setScenario('gated');
  const id = await begin(by, numbered(n, name));
  for (const i of [1, 2]) await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes(`"${name} ${i}"`));
  return id;
};

describe('a batch', () => {
  it.each([
    ['an endpoint that is not taken', { endpoint: '/v1/moderations' }, 400, 'endpoint'],
    ['another window', { completion_window: '1h' }, 400, 'completion_window'],
    ['metadata that is no text', { metadata: { a: 1 } }, 400, 'metadata'],
    ['a file that is not there', { input_file_id: `file-${'0'.repeat(32)}` }, 404, null],
    ['too short a time for its files', { output_expires_after: { anchor: 'created_at', seconds: 1 } }, 400, undefined],
  ])('refuses %s', async (_, change, status, param) => {
    const input_file_id = (await upload(ada!, [chatLine('a')])).body.id;
    const good = { input_file_id, endpoint: CHAT, completion_window: '24h' };
    const reply = await ada!.post('/v1/batches', { ...good, ...change });
    expect(reply.status).toBe(status);
    if (param !== undefined) expect(reply.body.error.param).toBe(param);
  });

  it('of somebody else does not exist, nor does the file', async () => {
    const id = await begin(ada!, [chatLine('mine')]);
    const { input_file_id } = await over(ada!, id);
    for (const reply of [
      await grace!.get(`/v1/batches/${id}`),
      await grace!.post(`/v1/batches/${id}/cancel`),
      await grace!.get(`/v1/files/${input_file_id}`),
      await grace!.get(`/v1/files/${input_file_id}/content`),
      await grace!.delete(`/v1/files/${input_file_id}`),
      await grace!.post('/v1/batches', { input_file_id, endpoint: CHAT, completion_window: '24h' }),
    ])
      expect([reply.status, reply.body.error.type]).toEqual([404, 'invalid_request_error']);
    expect((await grace!.get('/v1/batches')).body.data).toEqual([]);
  });

  it('names the lines of its file that are wrong, and answers none', async () => {
    const good = chatLine('good');
    const id = await begin(ada!, [
      good,
      '{"custom_id": ',
      '',
      { ...good, custom_id: undefined },
      { ...good, custom_id: 'get', method: 'GET' },
      { ...good, custom_id: 'other', url: '/v1/embeddings' },
      { ...good, custom_id: 'stream', body: { ...good.body, stream: true } },
      { ...good, custom_id: 'text', body: 'hello' },
      good,
    ]);
    const batch = await over(ada!, id);
    expect(batch).toMatchObject({ status: 'failed', failed_at: expect.any(Number), output_file_id: null });
    expect(batch.errors.data.map(({ line, code, param }: Record<string, unknown>) => [line, code, param])).toEqual([
      [2, 'invalid_json_line', null],
      [4, 'missing_required_parameter', 'custom_id'],
      [5, 'invalid_method', 'method'],
      [6, 'invalid_url', 'url'],
      [7, 'invalid_body', 'body.stream'],
      [8, 'invalid_body', 'body'],
      [9, 'duplicate_custom_id', 'custom_id'],
    ]);
    expect(asked()).toEqual([]);
    expect((await over(ada!, await begin(ada!, ['', ' ']))).errors.data).toMatchObject([{ code: 'empty_file' }]);
    await eventually(async () => (await portal.sql('SELECT FROM batch_items')).length === 0);
  });

  it('whose file goes while it is read is not answered in part', async () => {
    const input_file_id = (await upload(ada!, numbered(4_000, 'half'))).body.id;
    // As if it were deleted between two of its pieces.
    await portal.sql('DELETE FROM batch_file_chunks WHERE position > 0');
    const batch = { input_file_id, endpoint: CHAT, completion_window: '24h' };
    const { status, errors } = await over(ada!, (await ada!.post('/v1/batches', batch)).body.id);
    expect([status, errors.data[0].message]).toEqual(['failed', 'The input file was deleted while it was read.']);
    expect(asked()).toEqual([]);
  });

  it.each([
    ['/v1/completions', { model: 'gemma2:2b', prompt: 'Once' }, { object: 'text_completion' }],
    ['/v1/responses', { model: 'gemma2:2b', input: 'Why?', store: false }, { object: 'response', status: 'completed' }],
    ['/v1/embeddings', { model: 'nomic-embed-text', input: 'a' }, { object: 'list', model: 'nomic-embed-text' }],
  ])('answers %s as the route itself does, and its line is in the log', async (url, body, shape) => {
    const { client, id: keyId } = await keyOf(ada!);
    const id = await begin(client, [{ custom_id: 'one', method: 'POST', url, body }], url);
    const batch = await over(client, id);
    const [result] = await resultsOf(client, batch.output_file_id);
    expect(result!.response).toMatchObject({ status_code: 200, body: shape });
    const find = async () => (await admin.get(`/api/admin/logs?request_id=${result!.response!.request_id}`)).body.logs;
    await eventually(async () => (await find()).length > 0);
    expect((await find())[0]).toMatchObject({
      endpoint: url,
      status_code: 200,
      api_key_id: keyId,
      metadata: { batch: id },
      ip_address: null,
      model: expect.any(String),
      input_tokens: expect.any(Number),
    });
  });

  it('of 1,000 lines adds at most one running line to the wait of a person', async () => {
    const id = await beginGated(ada!, 'of many', 1_000);
    const question = await grace!.stream('/api/chat', { prompt: 'a person', stream: true, cache: 'bypass' });
    const frames = question[Symbol.asyncIterator]();
    expect((await until(frames, 'queued'))[0]!.data).toMatchObject({ position: 1 });
    portal.fake.release(Infinity);
    await until(frames, 'done');
    const { request_counts, output_file_id } = await over(ada!, id);
    expect(promptsAsked().indexOf('a person')).toBe(2);
    expect(request_counts).toEqual({ total: 1_000, completed: 1_000, failed: 0 });
    const results = await resultsOf(ada!, output_file_id);
    expect(results.map(({ custom_id }) => custom_id)).toEqual(numbered(1_000, 'of many').map((line) => line.custom_id));
    expect(promptsAsked()).toHaveLength(1_001);
  });

  it('of one account does not make the batch of another wait for its end', async () => {
    const first = await beginGated(ada!, 'many', 30);
    const second = await begin(grace!, numbered(3, 'few'));
    await eventually(async () => (await batchOf(grace!, second)).status === 'in_progress');
    portal.fake.release(Infinity);
    await Promise.all([over(ada!, first), over(grace!, second)]);
    expect(promptsAsked().findLastIndex((prompt) => prompt.startsWith('few'))).toBeLessThan(10);
  });

  it('that is cancelled frees the backend and keeps what is answered', async () => {
    const id = await begin(ada!, [chatLine('quick'), chatLine('slow', 'scenario:endless on and on')]);
    await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('on and on'));
    await eventually(async () => (await batchOf(ada!, id)).request_counts.completed === 1);
    const aborted = portal.fake.waitForAbort();
    expect((await ada!.post(`/v1/batches/${id}/cancel`)).body).toMatchObject({
      status: 'cancelling',
      cancelling_at: expect.any(Number),
    });
    await aborted;
    const batch = await over(ada!, id);
    expect(batch).toMatchObject({ status: 'cancelled', error_file_id: null, cancelled_at: expect.any(Number) });
    expect((await resultsOf(ada!, batch.output_file_id)).map(({ custom_id }) => custom_id)).toEqual(['quick']);
    const again = await ada!.post(`/v1/batches/${id}/cancel`);
    expect([again.status, again.body.error.code]).toEqual([409, 'batch.ended']);
  });

  it('has all results in its file, however long they are', async () => {
    const id = await begin(ada!, [...numbered(3, 'long'), chatLine('slow', 'scenario:endless on and on')]);
    await eventually(async () => (await batchOf(ada!, id)).request_counts.completed === 3);
    await portal.sql(`UPDATE batch_items SET response =
      jsonb_set(response::jsonb, '{body,more}', to_jsonb(repeat('x', 3000000)))::text WHERE state = 'done'`);
    await ada!.post(`/v1/batches/${id}/cancel`);
    const results = await resultsOf(ada!, (await over(ada!, id)).output_file_id);
    expect(results.map(({ custom_id }) => custom_id)).toEqual(['long 1', 'long 2', 'long 3']);
  });

  it('whose time is over says of each line that is not answered that it expired', async () => {
    const id = await beginGated(ada!, 'late', 2);
    await portal.sql(`UPDATE batches SET expires_at = now() WHERE status = 'in_progress'`);
    const batch = await over(ada!, id);
    expect(batch).toMatchObject({ status: 'expired', request_counts: { total: 2, completed: 0, failed: 2 } });
    expect(await resultsOf(ada!, batch.error_file_id)).toMatchObject([
      { custom_id: 'late 1', response: null, error: { code: 'batch_expired' } },
      { custom_id: 'late 2', response: null, error: { code: 'batch_expired' } },
    ]);
    portal.fake.release(Infinity);
  });

  it('of a key ends with the key, at once, and says so', async () => {
    const { id: keyId, client } = await keyOf(ada!);
    const id = await beginGated(client, 'revoked');
    const aborted = portal.fake.waitForAbort();
    await ada!.delete(`/api/developer/api-keys/${keyId}`);
    await aborted;
    const batch = await over(ada!, id);
    expect(batch).toMatchObject({ status: 'failed', errors: { data: [{ code: 'auth.invalid-key', line: null }] } });
    portal.fake.release(Infinity);
  });

  it('of an account ends with its role; a model that it may no longer use is a line of the error file', async () => {
    const someone = await portal.someone('developer');
    const id = await beginGated(someone, 'demoted');
    await admin.put(`/api/admin/users/${someone.id}/role`, { role: 'user' });
    await eventually(async () => {
      const [row] = await portal.sql<{ ending: string }>('SELECT ending FROM batches ORDER BY created_at DESC LIMIT 1');
      portal.fake.release(100);
      return row!.ending === 'failed';
    });
    await admin.put(`/api/admin/users/${someone.id}/role`, { role: 'developer' });
    expect((await over(someone, id)).errors.data).toMatchObject([{ code: 'auth.forbidden' }]);
    portal.fake.release(Infinity);

    portal.fake.setScenario('hello');
    const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
    const { client } = await keyOf(ada!, { model_id: models.find(({ name }) => name === 'gemma2:2b')!.id });
    const bound = await over(client, await begin(client, [chatLine('ok'), chatLine('not', 'not', 'deepseek-r1:1.5b')]));
    expect(bound.request_counts).toEqual({ total: 2, completed: 1, failed: 1 });
    const errors = await resultsOf(client, bound.error_file_id);
    expect(errors).toMatchObject([{ custom_id: 'not', response: { status_code: 404 } }]);
  });

  it('waits when a limit is reached, and goes on when there is more', async () => {
    const someone = await portal.someone('developer');
    const quota = `/api/admin/users/${someone.id}/quota`;
    await admin.put(quota, { requests_per_day: 2 });
    const id = await begin(someone, numbered(4, 'limited'));
    const paused = () => portal.sql(`SELECT FROM batches WHERE status = 'in_progress' AND not_before > now()`);
    await eventually(async () => (await paused()).length > 0);
    expect(await batchOf(someone, id)).toMatchObject({
      status: 'in_progress',
      request_counts: { total: 4, completed: 2, failed: 0 },
    });
    await admin.put(quota, { requests_per_day: 10 });
    await portal.sql('UPDATE batches SET not_before = now()');
    expect((await over(someone, id)).request_counts).toEqual({ total: 4, completed: 4, failed: 0 });
  });

  it('tries a line again that fails at the backend, and then tells the error', async () => {
    portal.fake.setScenario('errorBeforeFirst');
    const id = await begin(ada!, [chatLine('unlucky')]);
    await eventually(async () => {
      await portal.sql('UPDATE batch_items SET not_before = now()');
      return (await batchOf(ada!, id)).request_counts.failed === 1;
    });
    const { error_file_id } = await over(ada!, id);
    expect(await resultsOf(ada!, error_file_id)).toMatchObject([{ response: { status_code: 502 } }]);
    expect(asked()).toHaveLength(3);
  });

  it('is deleted with its account, and so are its files', async () => {
    const someone = await portal.someone('developer');
    await over(someone, await begin(someone, [chatLine('gone')]));
    const kept = () => portal.sql('SELECT FROM batches WHERE user_id = $1', [someone.id]);
    expect(await kept()).toHaveLength(1);
    expect((await admin.send('DELETE', `/api/admin/users/${someone.id}`, { password: PASSWORD })).status).toBe(204);
    expect(await kept()).toHaveLength(0);
    expect(await portal.sql('SELECT FROM batch_files WHERE user_id = $1', [someone.id])).toHaveLength(0);
  });
});
