import { randomBytes } from 'node:crypto';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';
import { aThread as newThread, ask, read, shareOf, statusOf, type Made } from './sharing.js';

let portal: Portal;
let admin: Client;
let ada: Person;
let eve: Person;
let grace: Person;
let groupId: string;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  [ada, eve, grace] = [
    await portal.someone('user', 'ada'),
    await portal.someone('user', 'eve'),
    await portal.someone('user', 'grace'),
  ];
  const members = { member_ids: [ada.id, grace.id] };
  groupId = (await admin.post('/api/admin/groups', { name: 'Research' })).body.id;
  await admin.put(`/api/admin/groups/${groupId}/members`, members);
});
afterAll(() => portal.close());
beforeEach(() => setPublic(true));

const setPublic = (on: boolean) => admin.put('/api/admin/settings', { public_shares: on });
const aThread = (who: Client = ada) => newThread(portal, who);
async function share(level: string, more: object = {}, thread?: { thread_id: string }): Promise<Made> {
  const { thread_id } = thread ?? (await aThread());
  return shareOf(ada, thread_id, { level, ...(level === 'group' && { group_id: groupId }), ...more });
}

describe('who may read a share', () => {
  const NOT = '404 share.not-found';
  const GONE = '410 share.gone';
  const OFF = '403 share.public-off';
  /** By level: owner, member of the group, other member, nobody; while it is open, and once it has ended. */
  const RIGHTS = {
    members: [
      [200, 200, 200, NOT],
      [GONE, GONE, GONE, NOT],
    ],
    group: [
      [200, 200, NOT, NOT],
      [GONE, GONE, NOT, NOT],
    ],
    link: [
      [200, 200, 200, 200],
      [GONE, GONE, GONE, GONE],
    ],
  };
  const everybody = async (made: { token: string }) => [
    await statusOf(ada, made),
    await statusOf(grace, made),
    await statusOf(eve, made),
    await statusOf(portal.anyone, made),
  ];

  it.each(Object.entries(RIGHTS))('%s', async (level, [open, ended]) => {
    const made = await share(level);
    expect(await everybody(made)).toEqual(open);

    const expired = await share(level, { expires_in_days: 1 });
    await portal.sql(`UPDATE chat_shares SET expires_at = now() WHERE id = $1`, [expired.id]);
    expect(await everybody(expired)).toEqual(ended);
    expect((await read(ada, expired)).body.share_state).toBe('expired');
    expect((await read(grace, expired)).body).not.toHaveProperty('share_state');

    expect((await ada.delete(`/api/shares/${made.id}`)).status).toBe(204);
    expect(await everybody(made)).toEqual(ended);
    const [kept] = await portal.sql('SELECT messages FROM chat_shares WHERE id = $1', [made.id]);
    expect(kept!.messages).toEqual([]);
    expect((await ada.delete(`/api/shares/${made.id}`)).body.code).toBe('share.not-found');
  });

  it('links for everybody answer nobody while an admin has switched them off, and again when they are on', async () => {
    const made = await share('link');
    await setPublic(false);
    expect(await everybody(made)).toEqual([OFF, NOT, NOT, NOT]);
    expect((await ada.get('/api/shares')).body).toMatchObject({ public_allowed: false });
    expect((await ada.get('/api/shares')).body.shares[0]).toMatchObject({ id: made.id, state: 'public-off' });
    const refused = await ada.post(`/api/chat/threads/${made.thread_id}/share`, { level: 'link' });
    expect([refused.status, refused.body.code]).toEqual([403, 'share.public-off']);
    await setPublic(true);
    expect(await everybody(made)).toEqual([200, 200, 200, 200]);
  });

  it('ends with the account of its owner, and with its group', async () => {
    const [link, group] = [await share('link'), await share('group')];
    await admin.put(`/api/admin/users/${ada.id}/status`, { is_active: false });
    expect([await statusOf(portal.anyone, link), await statusOf(eve, group)]).toEqual([GONE, NOT]);
    await admin.put(`/api/admin/users/${ada.id}/status`, { is_active: true });
    ada = Object.assign(await portal.anyone.login('ada', 'correct horse battery'), { id: ada.id, username: 'ada' });

    await admin.delete(`/api/admin/groups/${groupId}`);
    expect([await statusOf(grace, group), await statusOf(ada, group)]).toEqual([NOT, GONE]);
    expect((await ada.get('/api/shares')).body.shares[0]).toMatchObject({ id: group.id, state: 'no-group' });
    groupId = (await admin.post('/api/admin/groups', { name: 'Research' })).body.id;
    await admin.put(`/api/admin/groups/${groupId}/members`, { member_ids: [ada.id, grace.id] });

    const leaver = await portal.someone('user');
    const { thread_id } = await ask(leaver, 'mine');
    const { body } = await leaver.post(`/api/chat/threads/${thread_id}/share`, { level: 'link' });
    await admin.delete(`/api/admin/users/${leaver.id}`);
    expect(await statusOf(eve, { token: body.path.slice(8) })).toBe(NOT);
    expect(await portal.sql('SELECT 1 FROM chat_shares WHERE id = $1', [body.id])).toEqual([]);
  });

  it('answers a wrong link, one of the wrong form and one for others alike, and not too often', async () => {
    const made = await share('members');
    const stranger = portal.anyone.from('127.0.0.9');
    const alike = async (token: string) => {
      const { status, body } = await read(stranger, { token });
      return { status, code: body.code, detail: body.detail, keys: Object.keys(body) };
    };
    const first = await alike(made.token);
    expect(first).toMatchObject({ status: 404, code: 'share.not-found' });
    for (const token of [randomBytes(32).toString('base64url'), 'x', `${made.token}x`, `'--`])
      expect(await alike(token)).toEqual(first);
    const replies = await Promise.all(Array.from({ length: 70 }, () => read(stranger, { token: 'wrong' })));
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.body.code).toBe('request.rate-limited');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    // What is right works all the same: one guest cannot shut out an office.
    expect(await statusOf(stranger, await share('link'))).toBe(200);
  });
});

describe('what is shared', () => {
  it('is one branch up to the message, frozen, without names, reasoning and instructions', async () => {
    const thread = await aThread();
    const { thread_id } = thread;
    await portal.sql(`UPDATE chat_messages SET images = '{iVBORw0KGgo=}' WHERE thread_id = $1 AND role = 'user'`, [
      thread_id,
    ]);
    await portal.sql(`UPDATE chat_messages SET thinking = 'Hm.' WHERE thread_id = $1 AND role <> 'user'`, [thread_id]);
    const cited = { mark: 1, file_id: ada.id, name: 'plan.pdf', page: 1, quote: 'OWN DOCUMENT', start: 0, end: 12 };
    await portal.sql(`UPDATE chat_messages SET content = 'So [1], as \`a[1]\`.', citations = $2 WHERE id = $1`, [
      thread.first.message_id,
      JSON.stringify([cited]),
    ]);
    const [whole, part] = [
      await share('link', {}, thread),
      await share('link', { message_id: thread.first.message_id }, thread),
    ];
    const before = await read(portal.anyone, whole);
    const text = JSON.stringify(before.body);
    expect(before.body.messages.map(({ role }: { role: string }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(before.body.messages[0]).toEqual({
      role: 'user',
      content: 'What is it?',
      thinking: null,
      images: ['iVBORw0KGgo='],
      model: null,
      created_at: expect.any(String),
    });
    expect(before.body.messages[1].content).toBe('So, as `a[1]`.');
    for (const secret of [
      'OWN DOCUMENT',
      'plan.pdf',
      'OTHER BRANCH',
      'pirate',
      'Hm.',
      'ada',
      ada.id,
      thread.thread_id,
      thread.first.message_id,
    ])
      expect(text).not.toContain(secret);
    expect(before.body.messages.every(({ thinking }: { thinking: unknown }) => thinking === null)).toBe(true);
    expect((await read(portal.anyone, part)).body.messages).toHaveLength(2);

    await ada.patch(`/api/chat/messages/${thread.first.message_id}`, { content: 'Changed.' });
    await ada.patch(`/api/chat/threads/${thread.thread_id}`, { title: 'Changed' });
    await ask(ada, 'more', { thread_id: thread.thread_id });
    expect((await read(portal.anyone, whole)).body).toEqual(before.body);
    await ada.delete(`/api/chat/threads/${thread.thread_id}`);
    expect((await read(portal.anyone, whole)).body).toEqual(before.body);
    expect((await ada.get('/api/shares')).body.shares[0]).toMatchObject({ thread_id: null, state: 'open' });
  });

  it('has a name, the reasoning and the system prompt when its owner wants them', async () => {
    const thread = await aThread();
    await portal.sql(`UPDATE chat_messages SET thinking = 'Hm.' WHERE id = $1`, [thread.first.message_id]);
    const made = await share('link', { with_name: true, with_thinking: true, with_system_prompt: true }, thread);
    const { body } = await read(portal.anyone, made);
    expect(body).toMatchObject({ author: 'ada', system_prompt: 'Speak like a pirate.', is_own: false });
    expect(body.messages[1].thinking).toBe('Hm.');
  });

  it('is bounded, and never temporary or still being written', async () => {
    const { thread_id } = await aThread();
    const attempt = async (id: string, more: object = {}) => {
      const { status, body } = await ada.post(`/api/chat/threads/${id}/share`, { level: 'members', ...more });
      return `${status} ${body.code}`;
    };
    await portal.sql(`UPDATE chat_messages SET images = ARRAY[repeat('A', 17 * 1024 * 1024)] WHERE thread_id = $1`, [
      thread_id,
    ]);
    expect(await attempt(thread_id)).toBe('413 share.too-large');
    const temporary = await ask(ada, 'x', { temporary: true });
    expect(await attempt(temporary.thread_id)).toBe('409 share.temporary');
    portal.fake.setScenario('hang');
    const stream = await ada.stream('/api/chat', { prompt: 'running', cache: 'bypass' });
    const [{ id: running }] = (await ada.get('/api/chat/threads')).body;
    expect(await attempt(running)).toBe('409 run.active');
    await ada.post(`/api/chat/runs/${stream.runId}/stop`);
    stream.close();
    portal.fake.setScenario('hello');
    const other = await aThread(eve);
    expect(await attempt(other.thread_id)).toBe('404 thread.not-found');
    const own = await aThread();
    expect(await attempt(own.thread_id, { message_id: other.first.message_id })).toBe('404 message.not-found');
    for (const wrong of [{ group_id: groupId }, { expires_in_days: 0 }, { level: 'all' }, { level: 'group' }])
      expect(await attempt(own.thread_id, wrong)).toBe('400 request.invalid');
    await admin.patch(`/api/admin/groups/${groupId}/members`, { remove: [ada.id] });
    expect(await attempt(own.thread_id, { level: 'group', group_id: groupId })).toBe('404 group.not-found');
    await admin.patch(`/api/admin/groups/${groupId}/members`, { add: [ada.id] });
    await portal.sql(
      `INSERT INTO chat_shares (id, user_id, token_hash, level, title, messages, message_count)
       SELECT gen_random_uuid(), $1, gen_random_uuid(), 'members', '', '[]', 0 FROM generate_series(1, 100)`,
      [ada.id],
    );
    expect(await attempt(own.thread_id)).toBe('409 share.too-many');
    await portal.sql(`DELETE FROM chat_shares WHERE title = ''`);
  });

  it('is for no search engine and no cache, and its secret is written down nowhere', async () => {
    const made = await share('link');
    for (const path of [`/api/shared/${made.token}`, '/api/shared/wrong']) {
      const { headers } = await portal.anyone.get(path);
      expect(headers).toMatchObject({
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['set-cookie']).toBeUndefined();
    }
    await admin.get('/api/admin/logs'); // By then the log is written.
    const tables = await portal.sql<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables)
      expect([name, await portal.sql(`SELECT 1 FROM ${name} t WHERE t::text LIKE $1`, [`%${made.token}%`])]).toEqual([
        name,
        [],
      ]);
    const audited = await portal.sql<{ action: string; detail: object; target_name: null }>(
      `SELECT action, detail, target_name FROM audit_log WHERE target_id = $1`,
      [made.id],
    );
    expect(audited).toEqual([
      { action: 'share.created', detail: { level: 'link', days: 30, messages: 4 }, target_name: null },
    ]);
  });
});
