import type { Client } from './client.js';
import { eventually } from './clock.js';
import { statementsOf } from './plans.js';
import { startPortal, type Person, type Portal } from './portal.js';

// Very many groups, and one with very many people.

let portal: Portal;
let admin: Client;
const DESK = '/api/admin/groups';
const MANY = 10_000;
let ada: Person;
let big: string;
let people: string[];
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.someone('admin');
  ada = await portal.someone();
  const rows = await portal.sql<{ id: string }>(
    `INSERT INTO users (id, username, username_key, email, email_key, role, password_hash)
     SELECT gen_random_uuid(), 'member' || i, 'member' || i, 'm' || i || '@x.org', 'm' || i || '@x.org', 'user', '!'
     FROM generate_series(1, ${MANY}) i RETURNING id`,
  );
  people = rows.map(({ id }) => id);
  await portal.sql(
    `INSERT INTO groups (id, name, name_key) SELECT gen_random_uuid(), 'team ' || i, 'team ' || i
     FROM generate_series(1, ${MANY}) i`,
  );
  big = (await admin.post(DESK, { name: 'all people', member_ids: people })).body.id;
  await admin.patch(`${DESK}/${big}/members`, { add: [ada.id] });
});
afterAll(() => portal.close());

const nextOf = (link: unknown) => /<([^>]+)>; rel="next"/.exec(String(link ?? ''))?.[1];
const sizeOf = (body: unknown) => JSON.stringify(body).length;

it('the list, the reply of a change and the rights of a person stay small, with few queries', async () => {
  const sizes: number[] = [];
  const ask = async (work: () => Promise<{ body: unknown; status: number }>) => {
    const statements = await statementsOf(async () => {
      const { body, status } = await work();
      expect(status).toBe(200);
      sizes.push(sizeOf(body));
    });
    expect(statements.length).toBeLessThan(15);
  };
  await ask(() => admin.get(DESK));
  await ask(() => admin.get(`${DESK}/${big}`));
  await ask(() => admin.patch(`${DESK}/${big}/members`, { remove: [ada.id] }));
  await ask(() => admin.patch(`${DESK}/${big}/members`, { add: [ada.id] }));
  await ask(() => admin.get(`/api/admin/users/${ada.id}/rights`));
  expect(Math.max(...sizes)).toBeLessThan(32_000);
  const { body, headers } = await admin.get(`${DESK}?q=people`);
  expect(body).toMatchObject([{ id: big, member_count: MANY + 1 }]);
  expect(headers['x-total-count']).toBe('1');
  expect((await admin.get(`${DESK}/${big}`)).body.member_ids).toBeNull();
});

it('a group that is deleted between two pages hides no other one', async () => {
  const name = (i: number) => `paged ${i}`;
  const made = [];
  for (const i of [1, 2, 3]) made.push((await admin.post(DESK, { name: name(i) })).body.id as string);
  const first = await admin.get(`${DESK}?limit=2&q=paged`);
  await admin.delete(`${DESK}/${made[0]}`);
  const { body, headers } = await admin.get(nextOf(first.headers.link)!);
  expect(body).toMatchObject([{ name: name(3) }]);
  expect(nextOf(headers.link)).toBeUndefined();
});

it('every group is on one page of the list', async () => {
  const names: string[] = [];
  for (let next: string | undefined = `${DESK}?limit=200&q=team%2099`; next;) {
    const { body, headers } = await admin.get(next);
    names.push(...body.map(({ name }: { name: string }) => name));
    next = nextOf(headers.link);
  }
  const wanted = Array.from({ length: MANY }, (_, i) => `team ${i + 1}`).filter((name) => name.startsWith('team 99'));
  expect(names).toEqual(wanted.sort());
});

it('a change of all members leaves a short entry, and a shorter line in the log', async () => {
  const { body } = await admin.put(`${DESK}/${big}/members`, { member_ids: [] });
  expect(body).toMatchObject({ member_count: 0, member_ids: [] });
  const [entry] = await portal.sql<{ detail: Record<string, unknown>; request_id: string }>(
    `SELECT detail, request_id FROM audit_log WHERE action = 'group.members-changed' ORDER BY seq DESC LIMIT 1`,
  );
  expect(entry!.detail).toMatchObject({ added: 0, removed: MANY + 1, added_ids: [] });
  expect(entry!.detail.removed_ids).toHaveLength(100);
  expect(sizeOf(entry)).toBeLessThan(8_000);
  const line = () => portal.sql('SELECT metadata FROM logs WHERE request_id = $1', [entry!.request_id]);
  await eventually(async () => (await line()).length === 1);
  expect(sizeOf(await line())).toBeLessThan(1_000);
});
