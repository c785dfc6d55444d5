import { randomUUID } from 'node:crypto';
import { begin, chatLine, over } from '../batch-client.js';
import { Authenticator } from '../authenticator.js';
import { eventually } from '../clock.js';
import { uploaded } from '../documents.js';
import { PASSWORD, type Person, type Portal } from '../portal.js';

export const MODEL = 'gemma2:2b';

/** Who a path parameter's thing belongs to: one person, or the portal, whose admins share it. */
export const OWNED_BY: Record<string, 'person' | 'portal'> = {
  thread_id: 'person',
  message_id: 'person',
  queued_id: 'person',
  run_id: 'person',
  preset_id: 'person',
  schedule_id: 'person',
  share_id: 'person',
  key_id: 'person',
  session_id: 'person',
  passkey_id: 'person',
  identity_id: 'person',
  provider_id: 'portal',
  saved_id: 'person',
  device_id: 'person',
  query_id: 'person',
  response_id: 'person',
  file_id: 'person',
  stored_file_id: 'person',
  batch_id: 'person',
  user_id: 'portal',
  model_id: 'portal',
  pull_id: 'portal',
  backend_id: 'portal',
  pin_id: 'portal',
  group_id: 'portal',
  // Who has the secret of a link may read, as far as the share is for them.
  token: 'portal',
  announcement_id: 'portal',
  webhook_id: 'portal',
  delivery_id: 'portal',
  invite_id: 'portal',
  role: 'portal',
  path: 'portal',
  page: 'portal',
  name: 'portal',
  urn: 'portal',
};

export interface Things {
  ids: Record<string, string>;
  /** Its owner ends what goes on. @returns whether it went on until then */
  end(): Promise<boolean>;
}

/** Something of every kind that an address can name, made by this admin. Its run and its query go on until `end`. */
export async function makeThings(portal: Portal, owner: Person): Promise<Things> {
  const id = async (path: string, body: object) => {
    const { status, body: reply } = await owner.post(path, body);
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(reply)}`);
    return reply.id as string;
  };
  const chat = (await owner.post('/api/chat', { prompt: `of ${owner.username}`, cache: 'bypass' })).body;
  await portal.anyone.login(owner.username, PASSWORD);
  const sessions = (await owner.get('/api/auth/sessions')).body as { id: string; current: boolean }[];
  const { end, ...going } = await running(portal, owner);
  const batch_id = await begin(owner, [chatLine(`of ${owner.username}`)]);
  const { input_file_id: file_id } = await over(owner, batch_id);
  const shared = await owner.post(`/api/chat/threads/${chat.thread_id}/share`, { level: 'members' });
  const webhook_id = await id('/api/admin/webhooks', {
    name: 'hook',
    url: `https://${randomUUID()}.invalid/`,
    events: ['backend.up'],
  });
  const ids = {
    ...going,
    webhook_id,
    delivery_id: await id(`/api/admin/webhooks/${webhook_id}/test`, {}),
    file_id,
    stored_file_id: (await uploaded(owner, 'of.txt', `of ${owner.username}`)).id as string,
    batch_id,
    thread_id: chat.thread_id,
    message_id: chat.message_id,
    queued_id: await id(`/api/chat/threads/${chat.thread_id}/queued`, { prompt: 'waits' }),
    preset_id: await id('/api/chat/presets', { name: `preset of ${owner.username}` }),
    schedule_id: await id('/api/chat/schedules', { name: 's', prompt: 'p', cron: '0 7 1 1 *', timezone: 'UTC' }),
    share_id: shared.body.id as string,
    token: (shared.body.path as string).replace('/shared/', ''),
    key_id: await id('/api/developer/api-keys', { name: 'key' }),
    response_id: await id('/v1/responses', { model: MODEL, input: `of ${owner.username}` }),
    session_id: sessions.find(({ current }) => !current)!.id,
    passkey_id: await passkeyOf(portal, owner),
    identity_id: await identityOf(portal, owner),
    provider_id: 'work',
    saved_id: await id('/api/admin/database/queries', { name: 'query', sql: 'SELECT 1' }),
    device_id: await deviceOf(owner),
    user_id: owner.id,
    model_id: ((await owner.get('/api/admin/models')).body as { id: string; name: string }[]).find(
      ({ name }) => name === MODEL,
    )!.id,
    pull_id: await id('/api/admin/models/pull', { name: `pulled-${randomUUID().slice(0, 8)}:1b` }),
    announcement_id: await id('/api/admin/announcements', { level: 'info', text: 'a' }),
    group_id: await id('/api/admin/groups', { name: `group ${randomUUID()}` }),
    // Out of service, so that it answers nobody.
    backend_id: await id('/api/admin/backends', {
      provider: 'ollama',
      url: `http://${randomUUID()}.invalid:11434`,
      state: 'off',
    }),
    pin_id: await id('/api/admin/cache/pins', { message_id: chat.message_id }),
    invite_id: await id('/api/admin/invites', { role: 'user' }),
    role: 'developer',
    path: MODEL,
    page: '1',
    name: 'User',
    urn: 'urn:ietf:params:scim:schemas:core:2.0:User',
  };
  await (await owner.stream(`/api/admin/models/pulls/${ids.pull_id}/events`)).all(); // By then its row is at rest.
  return { ids, end };
}

/** A device that is told of answers, with the browser's keys of RFC 8291. Its address is never called. */
async function deviceOf(owner: Person): Promise<string> {
  const { body } = await owner.put('/api/chat/push', {
    endpoint: 'https://push.example.org/device',
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    with_title: false,
  });
  return body.devices[0].id as string;
}

/** An account at a provider that signs in to the owner's. */
async function identityOf(portal: Portal, { id, username }: Person): Promise<string> {
  const [row] = await portal.sql<{ id: string }>(
    `INSERT INTO external_identities (id, user_id, issuer, subject)
     VALUES (gen_random_uuid(), $1, 'https://id.example', $2) RETURNING id`,
    [id, username],
  );
  return row!.id;
}

async function passkeyOf(portal: Portal, owner: Person): Promise<string> {
  const { port } = new URL(portal.server.url);
  const named = owner.with({ host: `localhost:${port}` });
  const { body: options } = await named.post('/api/auth/passkeys/options');
  const device = new Authenticator(`http://localhost:${port}`);
  return (await named.post('/api/auth/passkeys', { passkey: device.create(options) })).body.passkey.id as string;
}

/** A run whose answer does not go on, and a query that counts for as long as the console lets it. */
async function running(portal: Portal, owner: Person) {
  portal.fake.setScenario('hang');
  const stream = await owner.stream('/api/chat', { prompt: 'running', cache: 'bypass' });
  await portal.fake.waitForRequest();
  portal.fake.setScenario('hello');
  const query_id = randomUUID();
  const sql = 'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b';
  const query = owner.post('/api/admin/database/query', { sql, query_id });
  await eventually(
    async () => (await portal.sql('SELECT 1 FROM pg_stat_activity WHERE query LIKE $1', [`${sql}%`])).length > 0,
  );
  return {
    run_id: stream.runId,
    query_id,
    async end(): Promise<boolean> {
      const stopped = await owner.post(`/api/chat/runs/${stream.runId}/stop`);
      const cancelled = await owner.post(`/api/admin/database/cancel/${query_id}`);
      await query;
      stream.close();
      return stopped.status === 200 && cancelled.status === 204;
    },
  };
}
