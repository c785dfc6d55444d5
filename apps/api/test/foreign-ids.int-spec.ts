import { randomUUID } from 'node:crypto';
import { addressOf, OPERATIONS, plainBody, resolved, type Operation } from './document.js';
import { makeThings, MODEL, OWNED_BY, type Things } from './matrix/things.js';
import { startPortal, type Person, type Portal } from './portal.js';

/** Both are admins, so only ownership separates them. */
let portal: Portal;
let ada: Person;
let eve: Person;
let things: Things;
let own: { thread_id: string; message_id: string; schedule_id: string };
const SCHEDULE = { name: 's', prompt: 'p', cron: '0 7 1 1 *', timezone: 'UTC' };

beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  [ada, eve] = [await portal.someone('admin', 'ada'), await portal.someone('admin', 'eve')];
  things = await makeThings(portal, ada);
  const chat = (await eve.post('/api/chat', { prompt: 'of Eve', cache: 'bypass' })).body;
  own = { ...chat, schedule_id: (await eve.post('/api/chat/schedules', SCHEDULE)).body.id };
});
afterAll(() => portal.close());

/** What changes by itself, or by Ada's own requests. */
const VOLATILE = /^(last_seen_at|last_used_at|heartbeat_at)$/;
/** Says who did what; a refused try belongs into it. */
const RECORDS = /^(audit_log|logs|logs_.*|log_counts|usage_.*)$/;

/** Everything that the database holds of a person. */
async function rowsOf(person: Person): Promise<Record<string, unknown>> {
  const tables = await portal.sql<{ table: string; column: string }>(
    `SELECT table_name AS table, min(column_name) AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name IN ('user_id', 'created_by', 'requested_by', 'pinned_by')
     GROUP BY table_name UNION ALL VALUES ('users', 'id')`,
  );
  const found: Record<string, unknown> = {};
  for (const { table, column } of tables) {
    if (RECORDS.test(table)) continue;
    const rows = await portal.sql<Record<string, unknown>>(
      `SELECT * FROM ${table} WHERE ${column}::text = ANY($1) ORDER BY 1, 2`,
      [[person.id, person.username]],
    );
    if (rows.length > 0)
      found[table] = rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !VOLATILE.test(name))),
      );
  }
  return found;
}

const personal = ({ pathIds }: Operation) => pathIds.filter((name) => OWNED_BY[name] === 'person');
const forPeople = ({ path }: Operation) => !path.startsWith('/api/admin/users/');

/** Ids that the document's bodies can hold, by operation and field. */
const bodyIds = OPERATIONS.flatMap((operation) =>
  idFields(operation).map((field) => ({ operation, field, name: `${operation.name} ${field}` })),
);

function idFields({ body }: Operation): string[] {
  return Object.entries((body && resolved(body.schema).properties) ?? {})
    .filter(
      ([, schema]) => (resolved(schema).items ? resolved(resolved(schema).items!) : resolved(schema)).format === 'uuid',
    )
    .map(([field]) => field);
}

describe('O1: somebody else’s things', () => {
  it('are made for every parameter of every path', () => {
    const names = new Set(OPERATIONS.flatMap(({ pathIds }) => pathIds));
    expect([...names].filter((name) => !(name in OWNED_BY) || !things.ids[name])).toEqual([]);
    const loose = OPERATIONS.flatMap(({ name, parameters }) =>
      parameters
        // OpenAI's ids have a form of their own.
        .filter((one) => one.in === 'path' && one.name.endsWith('_id'))
        .filter(({ schema }) => schema.format !== 'uuid' && !schema.pattern)
        .map((one) => `${name} ${one.name}`),
    );
    expect(loose).toEqual([]);
  });

  it('do not exist, and nothing happens to them, on every operation that takes their id', async () => {
    const before = await rowsOf(ada);
    expect(Object.keys(before).length).toBeGreaterThan(8);
    const answers: Record<string, number> = {};
    const calls = OPERATIONS.filter((operation) => personal(operation).length > 0 && forPeople(operation));
    expect(calls.length).toBeGreaterThan(20);
    for (const operation of calls)
      answers[operation.name] = (
        await eve.send(operation.method, addressOf(operation, things.ids), plainBody(operation))
      ).status;
    expect(answers).toEqual(Object.fromEntries(calls.map(({ name }) => [name, 404])));
    expect(await rowsOf(ada)).toEqual(before);
  });

  it('O3: do not exist below an account to which they do not belong', async () => {
    const before = await rowsOf(ada);
    const calls = OPERATIONS.filter((operation) => personal(operation).length > 0 && !forPeople(operation));
    expect(calls.length).toBeGreaterThan(1);
    const wrongParent = { ...things.ids, user_id: eve.id };
    for (const operation of calls) {
      const { status } = await eve.send(operation.method, addressOf(operation, wrongParent), plainBody(operation));
      expect([operation.name, status]).toEqual([operation.name, 404]);
    }
    expect(await rowsOf(ada)).toEqual(before);
  });

  /** What each id in a body has to answer when it is Ada's, with a body in which all else is Eve's own. */
  const IN_BODIES: Record<string, [body: () => object, status: number, reply?: object]> = {
    'POST /api/chat thread_id': [() => ({ prompt: 'x', thread_id: things.ids.thread_id }), 404],
    'POST /api/chat parent_id': [
      () => ({ prompt: 'x', thread_id: own.thread_id, parent_id: things.ids.message_id }),
      404,
    ],
    'POST /api/chat file_ids': [() => ({ prompt: 'x', file_ids: [things.ids.stored_file_id] }), 404],
    'POST /api/chat/threads/{thread_id}/queued file_ids': [
      () => ({ prompt: 'x', file_ids: [things.ids.stored_file_id] }),
      404,
    ],
    'PATCH /api/chat/threads/{thread_id} active_leaf_id': [() => ({ active_leaf_id: things.ids.message_id }), 404],
    // Of many ids, those that are nobody's or not one's own are passed over.
    'POST /api/chat/threads/bulk ids': [() => ({ ids: [things.ids.thread_id], action: 'delete' }), 200, { changed: 0 }],
    'POST /api/chat/threads/{thread_id}/share message_id': [
      () => ({ level: 'members', message_id: things.ids.message_id }),
      404,
    ],
    // Eve is an admin, but in none of the groups.
    'POST /api/chat/threads/{thread_id}/share group_id': [
      () => ({ level: 'group', group_id: things.ids.group_id }),
      404,
    ],
    'POST /api/admin/cache/pins message_id': [() => ({ message_id: things.ids.message_id }), 404],
    'POST /api/chat/schedules preset_id': [() => ({ ...SCHEDULE, preset_id: things.ids.preset_id }), 404],
    'PATCH /api/chat/schedules/{schedule_id} preset_id': [() => ({ preset_id: things.ids.preset_id }), 404],
  };
  /** Ids in bodies that belong to nobody, with the reason. */
  const NOBODYS: Record<string, string> = {
    'POST /api/developer/api-keys model_id': 'models belong to the portal',
    'PUT /api/developer/api-keys/{key_id} model_id': 'models belong to the portal',
    'POST /api/developer/api-keys model_ids': 'models belong to the portal',
    'PUT /api/developer/api-keys/{key_id} model_ids': 'models belong to the portal',
    'POST /api/admin/users/bulk user_ids': 'accounts belong to the portal',
    'PUT /api/admin/groups/{group_id}/members member_ids': 'accounts belong to the portal',
    'POST /api/shared/{token}/continue client_id': 'chosen by the caller',
    'POST /api/admin/database/query query_id': 'chosen by the caller',
    'POST /api/admin/database/explain query_id': 'chosen by the caller',
    'POST /api/admin/database/export query_id': 'chosen by the caller',
  };

  it('do not exist in a body either', async () => {
    expect(bodyIds.map(({ name }) => name).sort()).toEqual([...Object.keys(IN_BODIES), ...Object.keys(NOBODYS)].sort());
    const before = await rowsOf(ada);
    for (const { operation, name } of bodyIds) {
      if (name in NOBODYS) continue;
      const [body, status, reply = {}] = IN_BODIES[name]!;
      const answer = await eve.send(operation.method, addressOf(operation, { ...things.ids, ...own }), body());
      expect([name, answer.status]).toEqual([name, status]);
      expect(answer.body).toMatchObject(reply);
    }
    expect(await rowsOf(ada)).toEqual(before);
  });

  it('go on meanwhile: only their owner stops a run and a query', async () => {
    expect(await things.end()).toBe(true);
  });

  it('exist for their owner, so that the 404 of the others was about ownership', async () => {
    const key = await ada.get('/api/developer/api-keys');
    expect(key.body.map(({ id }: { id: string }) => id)).toContain(things.ids.key_id);
    const reads = OPERATIONS.filter(
      (one) => one.method === 'GET' && personal(one).length > 0 && one.path.startsWith('/api/chat/threads'),
    );
    for (const operation of reads)
      expect([operation.name, (await ada.get(addressOf(operation, things.ids))).status]).toEqual([operation.name, 200]);
    // A query that has ended is unknown to everybody, a stopped run is not.
    expect((await ada.post('/api/chat', { prompt: 'x', model: MODEL, thread_id: things.ids.thread_id })).status).toBe(
      200,
    );
    expect((await ada.post(`/api/admin/database/cancel/${randomUUID()}`)).status).toBe(404);
  });
});
