import type { Client } from './client.js';
import { withinOne } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let dev: Person;
let key: string;
let api: Client;
beforeAll(async () => {
  portal = await startPortal();
  dev = await portal.someone('developer');
  key = (await dev.post('/api/developer/api-keys', {})).body.key_value;
  api = portal.anyone.with({ authorization: `Bearer ${key}` });
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const MODEL = 'gemma2:2b';
const messages = [{ role: 'user', content: 'hi' }];
const fresh = { 'cache-control': 'no-cache' };

describe('errors have OpenAI’s shape', () => {
  it.each([
    ['no model of that name', { model: 'nope', messages }, 404, 'model_not_found', null],
    ['no messages', { model: MODEL, messages: [] }, 400, 'request.invalid', 'messages'],
    [
      'a wrong role',
      { model: MODEL, messages: [{ role: 'wizard', content: 'x' }] },
      400,
      'request.invalid',
      'messages.0.role',
    ],
    ['a temperature out of range', { model: MODEL, messages, temperature: 3 }, 400, 'request.invalid', 'temperature'],
    ['too many answers at once', { model: MODEL, messages, n: 9 }, 400, 'request.invalid', 'n'],
    [
      'an image to be fetched',
      {
        model: MODEL,
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://169.254.169.254/' } }] }],
      },
      400,
      'request.invalid',
      'messages.0.content.0.image_url',
    ],
    [
      'a schema that is none',
      { model: MODEL, messages, response_format: { type: 'json_schema' } },
      400,
      'request.invalid',
      'response_format',
    ],
    [
      'a JSON Schema that is missing',
      { model: MODEL, messages, response_format: { type: 'json_schema', json_schema: { name: 'a' } } },
      400,
      'request.invalid',
      'response_format',
    ],
    [
      'a tool without a name',
      { model: MODEL, messages, tools: [{ type: 'function', function: { parameters: {} } }] },
      400,
      'request.invalid',
      'tools.0',
    ],
    ['no object at all', [1], 400, 'request.invalid', null],
    ['half a JSON', '{"model":', 400, 'request.invalid', null],
    [
      'a context that is too small',
      { model: MODEL, messages: [{ role: 'user', content: 'many words '.repeat(4000) }] },
      400,
      'context_length_exceeded',
      null,
    ],
  ])('%s', async (_, question, status, code, param) => {
    const reply = await api.with(fresh).post('/v1/chat/completions', question);
    expect([reply.status, reply.body]).toEqual([
      status,
      { error: { message: expect.stringMatching(/\.$/), type: expect.stringMatching(/_error$/), param, code } },
    ]);
  });

  it('a fault in mid-answer becomes an error in the stream, never a silent end', async () => {
    portal.fake.setScenario('errorMidStream');
    const { body } = await api.with(fresh).post('/v1/chat/completions', { model: MODEL, messages, stream: true });
    expect(body).toMatch(/data: \{"error":\{"message":"[^"]+","type":"server_error"/);
    expect(body).not.toContain('"finish_reason":"stop"');
  });

  it('credentials: missing, wrong, two different ones, without the role', async () => {
    const ask = (client: Client) => client.post('/v1/chat/completions', { model: MODEL, messages });
    expect((await ask(portal.anyone)).body.error.code).toBe('invalid_api_key');
    expect((await ask(portal.anyone.with({ authorization: 'Bearer pk_wrong' }))).status).toBe(401);
    expect((await ask(portal.anyone.withKey(key))).status).toBe(200);
    expect((await ask(api.withKey(key))).status).toBe(200);
    expect((await ask(api.withKey(`${key}x`))).status).toBe(400);
    expect((await ask(dev)).status).toBe(200);
    expect((await ask(await portal.someone())).status).toBe(403);
    const narrow = (await dev.post('/api/developer/api-keys', { scopes: ['models'] })).body.key_value;
    expect((await ask(portal.anyone.withKey(narrow))).body.error.type).toBe('permission_error');
    // A bearer token counts as an API key only under /v1.
    expect((await api.get('/api/models')).status).toBe(401);
  });
});

describe('usage', () => {
  it('records the backend’s counts, for keys and for the chat, by day, key and model', async () => {
    await withinOne('day', async () => {
      const owner = await portal.someone('developer');
      const made = (await owner.post('/api/developer/api-keys', { name: 'counted' })).body;
      const caller = portal.anyone.withKey(made.key_value).with(fresh);
      const first = (await caller.post('/v1/chat/completions', { model: MODEL, messages })).body.usage;
      const second = (await caller.post('/v1/chat/completions', { model: 'qwen3:4b', messages })).body.usage;
      const byHand = (await owner.post('/api/chat', { prompt: 'by hand', cache: 'bypass' })).body.usage;
      await owner.post('/api/chat', { prompt: 'by hand' });
      portal.fake.setScenario('errorMidStream');
      await caller.post('/v1/chat/completions', { model: MODEL, messages });
      const { rows, totals } = (await owner.get('/api/developer/usage')).body;
      const of = (key: string | null, model: string) =>
        rows.find((row: { key_name: string | null; model: string }) => row.key_name === key && row.model === model);
      expect(of('counted', MODEL)).toMatchObject({
        requests: 2,
        errors: 1,
        // The answer that broke off is charged for what was delivered.
        input_tokens: first.prompt_tokens + 5,
        output_tokens: first.completion_tokens + 3,
        day: new Date().toISOString().slice(0, 10),
      });
      expect(of('counted', 'qwen3:4b')).toMatchObject({ requests: 1, output_tokens: second.completion_tokens });
      expect(of(null, MODEL)).toMatchObject({ requests: 2, cache_hits: 1, output_tokens: byHand.output_tokens });
      expect(totals).toMatchObject({ requests: 5, errors: 1, cache_hits: 1 });
      const grouped = (await owner.get('/api/developer/usage?group_by=model')).body.rows;
      expect(
        grouped.map(({ model, day, api_key_id, requests }: Record<string, unknown>) => [
          model,
          day,
          api_key_id,
          requests,
        ]),
      ).toEqual([
        [MODEL, null, null, 4],
        ['qwen3:4b', null, null, 1],
      ]);
      expect((await owner.get('/api/developer/usage?from=2020-01-01&to=2020-01-02')).body).toMatchObject({
        rows: [],
        totals: { requests: 0 },
      });
      for (const wrong of ['group_by=user', 'from=yesterday', 'to=2020-13-01'])
        expect((await owner.get(`/api/developer/usage?${wrong}`)).status).toBe(400);
      expect((await (await portal.someone('developer')).get('/api/developer/usage')).body.rows).toEqual([]);
    });
  });
});

describe('a running answer ends within seconds', () => {
  const begin = async (owner: Person, secret: string) => {
    portal.fake.setScenario('gated');
    portal.fake.clear();
    const reply = portal.anyone
      .withKey(secret)
      .with(fresh)
      .post('/v1/chat/completions', { model: MODEL, messages, stream: true });
    await portal.fake.waitForRequest();
    portal.fake.release(1);
    return reply;
  };
  const cases: [string, (admin: Client, owner: Person, keyId: string) => Promise<unknown>, string][] = [
    [
      'when its key is revoked',
      (_, owner, keyId) => owner.delete(`/api/developer/api-keys/${keyId}`),
      'invalid_api_key',
    ],
    [
      'when its owner is demoted',
      (admin, owner) => admin.put(`/api/admin/users/${owner.id}/role`, { role: 'user' }),
      'auth.forbidden',
    ],
    [
      'when its owner is deactivated',
      (admin, owner) => admin.put(`/api/admin/users/${owner.id}/status`, { is_active: false }),
      'invalid_api_key',
    ],
    [
      'when its model is disabled',
      () => portal.sql('UPDATE models SET is_enabled = false WHERE name = $1', [MODEL]),
      'model_not_found',
    ],
  ];
  it.each(cases)('%s', async (_, change, code) => {
    const [admin, owner] = [await portal.anyone.login('admin', 'admin123'), await portal.someone('developer')];
    const made = (await owner.post('/api/developer/api-keys', {})).body;
    const reply = begin(owner, made.key_value);
    await portal.fake.waitForRequest();
    const aborted = portal.fake.waitForAbort();
    await change(admin, owner, made.id);
    await aborted;
    const { body } = await reply;
    expect(body).toContain(`"code":"${code}"`);
    expect(body).toMatch(/data: \[DONE\]\n\n$/);
    await portal.sql('UPDATE models SET is_enabled = true');
  });
});
