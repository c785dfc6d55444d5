import { ModelRepository } from '../src/modules/models/model.repository.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';
import type { Client, Reply } from './client.js';

let portal: Portal;
let admin: Person;
let key: string;
/** Signed in and not known to the guard's cache yet. */
let fresh: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { LOG_LEVEL: 'error' } });
  admin = await portal.someone('admin');
  fresh = await portal.anyone.login(admin.username, PASSWORD);
  key = (await admin.post('/api/developer/api-keys', {})).body.key_value as string;
});
afterAll(() => portal.close());
// The stacks of these faults belong into the server's log, and here they are expected.
beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** What no person may read: names of tables, SQL, places in our code. */
const INSIDE = /relation|does not exist|SELECT|QueryFailed|node_modules|\.[jt]s\b|\bat /;

/** Takes a table away under the server's feet, with what it remembers of the models, and puts it back. */
async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
  await portal.sql(`ALTER TABLE ${table} RENAME TO gone_${table}`);
  portal.server.app.get(ModelRepository, { strict: false }).forget();
  try {
    return await work();
  } finally {
    await portal.sql(`ALTER TABLE gone_${table} RENAME TO ${table}`);
  }
}

const MODEL = 'gemma2:2b';
const messages = [{ role: 'user', content: 'Hello' }];
const byKey = () => portal.anyone.withKey(key);

/** A fault in each layer: the guard, a service, the audit, the catalogue behind each dialect. */
const PLACES: [layer: string, table: string, call: () => Promise<Reply>][] = [
  ['the guard', 'sessions', () => fresh.get('/api/auth/me')],
  ['the guard, for keys', 'api_keys', () => portal.anyone.withKey(`pk_${'y'.repeat(43)}`).get('/api/models')],
  ['a repository', 'chat_presets', () => admin.get('/api/chat/presets')],
  ['a transaction', 'audit_log', () => admin.post('/api/admin/users', { username: 'nobody', email: 'n@example.org' })],
  ['sign-in', 'users', () => portal.anyone.post('/api/auth/login', { username: 'ada', password: 'x' })],
  ['the start of a run', 'chat_messages', () => admin.post('/api/chat', { prompt: 'x', cache: 'bypass' })],
  ['OpenAI’s dialect', 'models', () => byKey().post('/v1/chat/completions', { model: MODEL, messages })],
  ['Anthropic’s dialect', 'models', () => byKey().post('/v1/messages', { model: MODEL, messages, max_tokens: 5 })],
  ['Ollama’s dialect', 'models', () => byKey().post('/ollama/api/chat', { model: MODEL, messages })],
];

it.each(PLACES)(
  'A4: an unexpected fault in %s (%s) tells nothing but a request id, and passes',
  async (_, table, call) => {
    const { status, headers, body } = await without(table, call);
    const text = JSON.stringify(body);
    expect([status, text]).toEqual([500, expect.stringContaining('Something went wrong on the server')]);
    expect(text).not.toMatch(INSIDE);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    if (body.code) expect(body).toMatchObject({ code: 'internal.error', request_id: headers['x-request-id'] });
    expect((await call()).status).not.toBe(500);
  },
);

it('A4: a fault of the request log fails no request, and the log goes on afterwards', async () => {
  const logged = () => portal.sql(`SELECT 1 FROM logs WHERE action = 'preset.list'`);
  const before = (await logged()).length;
  await without('logs', async () => {
    expect((await admin.get('/api/chat/presets')).status).toBe(200);
    // Tries to write what waits.
    expect((await admin.get('/api/admin/logs?limit=1')).status).toBe(500);
  });
  await admin.get('/api/admin/logs?limit=1'); // Writes what waits.
  expect((await logged()).length).toBe(before + 1);
});
