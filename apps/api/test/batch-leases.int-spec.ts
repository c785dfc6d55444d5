import pg from 'pg';
import { BatchTasks } from '../src/modules/developer/batches/batch.tasks.js';
import { batchOf, begin, chatLine, over, resultsOf, uploadFile } from './batch-client.js';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

// What of a batch breaks off, is begun twice, or stays behind.

let portal: Portal;
let admin: Client;
let ada: Person;
let database: pg.Client;
beforeAll(async () => {
  portal = await startPortal({ env: { BATCH_PARALLEL: '1' } });
  admin = await portal.someone('admin');
  const [{ name }] = (await portal.sql<{ name: string }>('SELECT current_database() AS name')) as [{ name: string }];
  database = new pg.Client(`${process.env.TEST_POSTGRES}/${name}`);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await portal.close();
});
beforeEach(async () => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
  ada = await portal.someone('developer');
});

const wake = async (id: string) => {
  // Every new batch lets the server look.
  const other = await begin(ada, [chatLine('a line of another batch')]);
  return Promise.all([over(ada, other), over(ada, id)]);
};
/** Makes writing these rows fail, as a full disk does. @returns a function that makes it possible again */
async function failing(table: string, condition: string): Promise<() => Promise<unknown>> {
  await portal.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$`);
  await portal.sql(
    `CREATE TRIGGER refuse BEFORE INSERT ON ${table} FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION refuse()`,
  );
  return () => portal.sql('DROP FUNCTION refuse CASCADE');
}

it('a line that is taken over while it is answered has one result, and costs its tokens once', async () => {
  portal.fake.setScenario('gated');
  const id = await begin(ada, [chatLine('taken over')]);
  await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('"taken over"'));
  const claims = async () =>
    (await portal.sql<{ claim: string; attempts: number }>('SELECT claim, attempts FROM batch_items'))[0]!;
  const { claim } = await claims();
  // Its process gave no sign of life for too long, and there is another one: the same with a second place.
  await portal.sql(`UPDATE batch_items SET state = 'running', claim = gen_random_uuid() WHERE claim = $1`, [claim]);
  await portal.sql(`UPDATE batch_items SET claimed_until = now()`);
  portal.fake.release(Infinity);
  await wake(id);
  const batch = await batchOf(ada, id);
  expect(batch.request_counts).toEqual({ total: 1, completed: 1, failed: 0 });
  expect(await resultsOf(ada, batch.output_file_id)).toHaveLength(1);
  const usage = () =>
    portal.sql<{ tokens: number; requests: number }>(
      'SELECT sum(output_tokens)::int AS tokens, sum(requests)::int AS requests FROM usage_days WHERE user_id = $1',
      [ada.id],
    );
  await eventually(async () => (await usage())[0]!.requests >= 3);
  const [{ completion_tokens }] = (await resultsOf(ada, batch.output_file_id)).map(
    ({ response }) => response!.body.usage as { completion_tokens: number },
  ) as [{ completion_tokens: number }];
  // That of the other batch is an answer too.
  expect((await usage())[0]!.tokens).toBe(2 * completion_tokens);
});

it('a task that takes long keeps its batch', async () => {
  BatchTasks.heartbeatMs = 5;
  portal.fake.setScenario('gated');
  const id = await begin(ada, [chatLine('late')]);
  await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('"late"'));
  // The task has to write the row of the input file, and waits for it.
  await database.query('BEGIN');
  await database.query('SELECT FROM batch_files WHERE user_id = $1 FOR UPDATE', [ada.id]);
  portal.fake.release(Infinity);
  const until = async () =>
    (
      await portal.sql<{ until: Date }>(
        `SELECT claimed_until AS until FROM batches WHERE status = 'finalizing' AND claim IS NOT NULL AND user_id = $1`,
        [ada.id],
      )
    )[0]?.until.getTime();
  await eventually(async () => (await until()) !== undefined);
  const first = (await until())!;
  await eventually(async () => (await until())! > first);
  await database.query('COMMIT');
  expect((await over(ada, id)).status).toBe('completed');
  BatchTasks.heartbeatMs = 5_000;
});

it('a task that fails waits before it begins again, and nothing of it stays or is lost', async () => {
  const repair = await failing('batch_file_chunks', 'true');
  const input = await uploadFile(ada, Buffer.from('x'));
  expect([input.status, (await portal.sql('SELECT FROM batch_files WHERE user_id = $1', [ada.id])).length]).toEqual([
    500, 0,
  ]);
  await repair();
  portal.fake.setScenario('gated');
  const id = await begin(ada, [chatLine('kept')]);
  await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('"kept"'));
  const again = await failing('batch_file_chunks', 'true');
  portal.fake.release(Infinity);
  const waits = () =>
    portal.sql(
      `SELECT FROM batches WHERE user_id = $1 AND status = 'finalizing' AND claim IS NULL AND claimed_until > now()`,
      [ada.id],
    );
  await eventually(async () => (await waits()).length === 1);
  expect(await portal.sql('SELECT FROM batch_files WHERE user_id = $1 AND NOT complete', [ada.id])).toEqual([]);
  await again();
  await portal.sql('UPDATE batches SET claimed_until = now()');
  await wake(id);
  const results = await resultsOf(ada, (await batchOf(ada, id)).output_file_id);
  expect(results.map(({ custom_id }) => custom_id)).toEqual(['kept']);
});

it('a response that is too long to be kept is in the log as what it is', async () => {
  // Answers end at 2 MiB; each of these characters has six in JSON.
  portal.fake.setScenario({ text: '\u0001'.repeat(2 ** 21), pieceChars: 2 ** 19 });
  const { body, ...line } = chatLine('too long');
  const batch = await over(ada, await begin(ada, [{ ...line, body: { ...body, n: 2 } }]));
  const [result] = await resultsOf(ada, batch.error_file_id);
  expect(result!.response).toMatchObject({ status_code: 500, body: { error: { code: 'response_too_long' } } });
  const find = async () =>
    (await admin.get(`/api/admin/logs?request_id=${result!.response!.request_id}`)).body.logs as object[];
  await eventually(async () => (await find()).length > 0);
  expect((await find())[0]).toMatchObject({ status_code: 500, metadata: { error_code: 'response_too_long' } });
});

it('what stays behind goes at the next start: thousands of lines, and uploads that broke off', async () => {
  const id = await begin(ada, [chatLine('over')]);
  const { input_file_id } = await over(ada, id);
  await portal.sql(
    `INSERT INTO batch_items (batch_id, line, custom_id) SELECT b.id, n, n::text
     FROM (SELECT id FROM batches WHERE user_id = $1) b, generate_series(1, 2500) n`,
    [ada.id],
  );
  const half = (name: string, age: string) =>
    portal.sql(
      `WITH file AS (INSERT INTO batch_files (id, user_id, name, purpose, expires_at, created_at)
         VALUES (gen_random_uuid(), $1, $2, 'batch', now() + interval '1 day', now() - $3::interval) RETURNING id)
       INSERT INTO batch_file_chunks SELECT id, 0, 'x' FROM file`,
      [ada.id, name, age],
    );
  await half('broken off', '2 hours');
  await half('under way', '1 minute');
  await portal.restart({ BATCH_PARALLEL: '0' });
  await eventually(async () => (await portal.sql('SELECT FROM batch_items')).length === 0);
  const names = await portal.sql('SELECT name FROM batch_files WHERE user_id = $1 AND NOT complete', [ada.id]);
  expect(names).toEqual([{ name: 'under way' }]);
  expect(input_file_id).toBeTruthy();
});

it('a process for people alone reads and writes files and answers no line', async () => {
  // The server was started anew with no places.
  const someone = await portal.someone('developer');
  const id = await begin(someone, [chatLine('for another process')]);
  await eventually(async () => (await batchOf(someone, id)).status === 'in_progress');
  const wrong = await begin(someone, ['no line']);
  expect((await over(someone, wrong)).status).toBe('failed');
  expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toEqual([]);
  await someone.post(`/v1/batches/${id}/cancel`);
  expect((await over(someone, id)).status).toBe('cancelled');
});
