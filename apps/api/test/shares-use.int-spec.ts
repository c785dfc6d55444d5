import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';
import { aThread, read, shareOf, statusOf, type Made } from './sharing.js';

let portal: Portal;
let admin: Client;
let ada: Person;
let eve: Person;
let groupId: string;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  [ada, eve] = [await portal.someone('user', 'ada'), await portal.someone('user', 'eve')];
  groupId = (await admin.post('/api/admin/groups', { name: 'Research' })).body.id;
  await admin.put(`/api/admin/groups/${groupId}/members`, { member_ids: [ada.id] });
});
afterAll(() => portal.close());

const share = async (level: string, more: object = {}): Promise<Made> =>
  shareOf(ada, (await aThread(portal, ada)).thread_id, { level, ...more });

describe('its owner', () => {
  it('sees how often others have read it, and has it in the export', async () => {
    const made = await share('members', { expires_in_days: null });
    for (const who of [ada, eve, eve, admin]) await read(who, made);
    const { shares, groups } = (await ada.get('/api/shares')).body;
    expect(shares[0]).toMatchObject({
      id: made.id,
      views: 3,
      last_viewed_at: expect.any(String),
      expires_at: null,
      message_count: 4,
      state: 'open',
      with_name: false,
    });
    expect(groups).toEqual([{ id: groupId, name: 'Research' }]);
    expect((await eve.get('/api/shares')).body.shares).toEqual([]);
    const exported = (await ada.get('/api/chat/export')).body.shares;
    expect(exported).toContainEqual(
      expect.objectContaining({ thread_id: made.thread_id, level: 'members', views: 3, expires_at: null }),
    );
    expect(JSON.stringify(exported)).not.toContain('hash');
  });
});

describe('a member', () => {
  it('continues it in a thread of their own, once for each id of a client, with a model of theirs', async () => {
    const made = await share('members', { with_system_prompt: true });
    const go = (who: Client, client_id?: string) => who.post(`/api/shared/${made.token}/continue`, { client_id });
    const id = randomUUID();
    const [first, ...again] = await Promise.all([go(eve, id), go(eve, id), go(eve, id)]);
    expect([first.status, first.body.user_id]).toEqual([201, eve.id]);
    expect(again.map(({ body }) => body.id)).toEqual([first.body.id, first.body.id]);
    expect((await go(eve)).body.id).not.toBe(first.body.id);
    const { body: thread } = await eve.get(`/api/chat/threads/${first.body.id}`);
    expect(thread).toMatchObject({ system_prompt: 'Speak like a pirate.', imported: true });
    expect(thread.messages.map(({ content }: { content: string }) => content).slice(0, 3)).toEqual([
      'What is it?',
      expect.any(String),
      'Go on.',
    ]);
    await portal.sql(`UPDATE chat_threads SET model_used = 'of nobody' WHERE id = $1`, [first.body.id]);
    expect((await eve.post('/api/chat', { prompt: 'and?', thread_id: first.body.id })).status).toBe(200);
    expect((await go(portal.anyone)).status).toBe(401);
    await ada.delete(`/api/shares/${made.id}`);
    expect((await go(eve)).body.code).toBe('share.gone');
    expect((await eve.get(`/api/chat/threads/${first.body.id}`)).status).toBe(200);
  });

  it('makes no more than twenty copies of one share, and gives those that are there again', async () => {
    const made = await share('members', {});
    const go = async (client_id: string) => {
      const { status, body } = await eve.post(`/api/shared/${made.token}/continue`, { client_id });
      return [status, body.code ?? body.id];
    };
    const [mine, further] = [randomUUID(), randomUUID()];
    const [, first] = await go(mine);
    for (let i = 1; i < 20; i++) expect((await go(randomUUID()))[0]).toBe(201);
    expect(await go(further)).toEqual([409, 'share.too-many']);
    expect(await go(mine)).toEqual([201, first]);
    await eve.delete(`/api/chat/threads/${first}`);
    expect((await go(further))[0]).toBe(201);
  });

  it('does not revoke it', async () => {
    const made = await share('members');
    for (const who of [eve, admin]) expect((await who.delete(`/api/shares/${made.id}`)).status).toBe(404);
    expect(await statusOf(eve, made)).toBe(200);
  });
});

describe('an administrator', () => {
  it('sees how many links anyone may use, and revokes all of them at once', async () => {
    await admin.put('/api/admin/settings', { public_shares: true });
    const [links, inside] = [[await share('link'), await share('link')], await share('members')];
    expect((await admin.get('/api/admin/shares')).body).toEqual({ public: 2 });
    expect((await admin.delete('/api/admin/shares/public')).body).toEqual({ revoked: 2 });
    for (const made of links) expect(await statusOf(portal.anyone, made)).toBe('410 share.gone');
    expect(await statusOf(eve, inside)).toBe(200);
    expect((await admin.get('/api/admin/shares')).body).toEqual({ public: 0 });
    const [entry] = await portal.sql(`SELECT detail FROM audit_log WHERE action = 'shares.public-revoked'`);
    expect(entry!.detail).toEqual({ revoked: 2 });
  });

  it('is read in the SQL console with a reason only, and then without the hash of its link', async () => {
    await share('members');
    const run = (more: object) =>
      admin.post('/api/admin/database/query', { sql: 'SELECT * FROM chat_shares', ...more });
    expect((await run({})).body.code).toBe('sql.reason-required');
    const { body } = await run({ reason: 'Ticket 4711' });
    expect(body.columns.map(({ name }: { name: string }) => name)).not.toContain('token_hash');
  });
});
