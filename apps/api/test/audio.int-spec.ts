import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let audio: FakeLlm;
let dev: Person;
let key: string;
beforeAll(async () => {
  audio = await startFakeLlm({ apiKey: 'sk-audio-canary' });
  portal = await startPortal({ env: { AUDIO_BASE_URL: `${audio.url}/v1`, AUDIO_API_KEY: 'sk-audio-canary' } });
  dev = await portal.someone('developer');
  key = (await dev.post('/api/developer/api-keys', {})).body.key_value;
});
afterAll(async () => {
  await portal.close();
  await audio.close();
});
beforeEach(() => {
  audio.clear();
  audio.setScenario('hello');
});

const SPOKEN = 'What is the capital of France?';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function form(fields: Record<string, string>, bytes = 1_000): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  data.set('file', new Blob([new Uint8Array(bytes).fill(7)], { type: 'audio/webm' }), 'a.webm');
  return data;
}
const post = (path: string, body: string | FormData, headers: Record<string, string>) =>
  fetch(portal.server.url + path, { method: 'POST', body, headers });
const speak = (fields: object, headers = bearer(key)) =>
  post('/v1/audio/speech', JSON.stringify(fields), { ...headers, 'content-type': 'application/json' });

/** The JSON that a program gets. */
const jsonOf = async (reply: Response) => ({
  status: reply.status,
  body: (await reply.json()) as { error: { type: string } },
});
const usage = async () => (await dev.get('/api/developer/usage')).body.rows as { model: string; requests: number }[];

describe('/v1/audio with an audio server', () => {
  it('reads a text aloud, counts and logs it, and forwards known fields only', async () => {
    const reply = await speak({
      model: 'tts-1',
      voice: 'nova',
      input: 'x'.repeat(400),
      speed: 1.5,
      base_url: 'http://x',
    });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect(reply.headers.get('x-pocket-ignored')).toBe('base_url');
    const sound = Buffer.from(await reply.arrayBuffer());
    expect([sound.length, sound.toString('latin1', 0, 4)]).toEqual([16_044, 'RIFF']);
    const [sent] = audio.requests;
    expect(sent!.body).toEqual({ model: 'tts-1', voice: 'nova', input: 'x'.repeat(400), speed: 1.5 });
    expect(sent!.headers.authorization).toBe('Bearer sk-audio-canary');
    const admin = await portal.someone('admin');
    const line = async () =>
      (await admin.get(`/api/admin/logs?request_id=${reply.headers.get('x-request-id')}`)).body.logs[0];
    await eventually(async () => (await line()) !== undefined);
    expect(await line()).toMatchObject({ endpoint: '/v1/audio/speech', model: 'tts-1', input_tokens: 100 });
  });

  it('writes down recordings, with the fields of the form that are known', async () => {
    const reply = await post(
      '/v1/audio/transcriptions',
      form({ model: 'whisper-1', language: 'fr', 'known_speaker_names[]': 'Ada', secret: 's' }),
      bearer(key),
    );
    expect(await jsonOf(reply)).toEqual({ status: 200, body: { text: SPOKEN } });
    const { rawBody } = audio.requests[0]!;
    expect(rawBody).toMatch(/name="language"\r\n\r\nfr\r\n/);
    expect(rawBody).toMatch(/name="model"\r\n\r\nwhisper-1\r\n/);
    expect(rawBody).toMatch(/name="file"; filename="a.webm"\r\nContent-Type: audio\/webm\r\n\r\n\x07{1000}\r\n/);
    expect(rawBody).toMatch(/name="known_speaker_names\[\]"\r\n\r\nAda\r\n/);
    expect(rawBody).not.toContain('secret');
    expect(reply.headers.get('x-pocket-ignored')).toBe('secret');
    const text = await post(
      '/v1/audio/translations',
      form({ model: 'whisper-1', response_format: 'text' }),
      bearer(key),
    );
    expect([text.status, await text.text()]).toEqual([200, SPOKEN]);
  });

  it('refuses, in OpenAI’s shape, what is no recording, is too large, or has no model', async () => {
    const transcribe = async (body: string | FormData, headers = {}) =>
      jsonOf(await post('/v1/audio/transcriptions', body, { ...bearer(key), ...headers }));
    const json = { 'content-type': 'application/json' };
    expect(await transcribe('{}', json)).toMatchObject({
      status: 415,
      body: { error: { type: 'invalid_request_error' } },
    });
    expect(await transcribe(form({}))).toMatchObject({ status: 400, body: { error: { param: 'model' } } });
    expect(await transcribe(form({ model: 'whisper-1' }, 0))).toMatchObject({
      status: 400,
      body: { error: { param: 'file' } },
    });
    expect(await transcribe(form({ model: 'whisper-1' }, 26 * 2 ** 20))).toMatchObject({ status: 413 });
    const broken = { 'content-type': 'multipart/form-data; boundary=b' };
    for (const body of [
      '',
      '--b',
      '--b\r\n\r\n',
      '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx',
      'x'.repeat(99),
    ])
      expect(await transcribe(body, broken)).toMatchObject({ status: 400 });
    expect(audio.requests).toEqual([]);
    expect(await jsonOf(await speak({ model: 'tts-1', input: 'x'.repeat(20_001) }))).toMatchObject({
      status: 400,
      body: { error: { param: 'input' } },
    });
  });

  it('lets in only keys with the scope that are bound to no model of the portal', async () => {
    const keyWith = async (body: object) => (await dev.post('/api/developer/api-keys', body)).body.key_value as string;
    const [model] = (await dev.get('/api/models')).body as { id: string }[];
    const asked = { model: 'tts-1', input: 'Hello' };
    expect((await speak(asked, bearer(await keyWith({ scopes: ['chat'] })))).status).toBe(403);
    expect((await speak(asked, bearer(await keyWith({ scopes: ['audio'] })))).status).toBe(200);
    expect(await jsonOf(await speak(asked, bearer(await keyWith({ model_id: model!.id }))))).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
    });
  });

  it('counts in the ledger and against limits', async () => {
    const limited = (await dev.post('/api/developer/api-keys', { tokens_per_day: 100 })).body.key_value as string;
    const asked = { model: 'tts-ledger', input: 'x'.repeat(400) };
    expect(await (await speak(asked, bearer(limited))).arrayBuffer()).toHaveProperty('byteLength', 16_044);
    expect(await jsonOf(await speak(asked, bearer(limited)))).toMatchObject({
      status: 429,
      body: { error: { code: 'insufficient_quota' } },
    });
    expect((await usage()).filter(({ model }) => model === 'audio:tts-ledger')).toMatchObject([
      { requests: 1, input_tokens: 100 },
    ]);
  });

  it('counts under its name only a model that the server accepts', async () => {
    audio.setScenario({ text: '', refusal: { status: 500, body: { error: 'no' } } });
    expect((await speak({ model: 'tts-invented', input: 'x' })).status).toBe(502);
    expect((await speak({ model: 'x'.repeat(201), input: 'x' })).status).toBe(400);
    const names = (await usage()).map(({ model }) => model);
    expect(names).toContain('audio:other');
    expect(names).not.toContain('audio:tts-invented');
  });

  it('takes many recordings of one caller in turn, and no more of one whose limit is reached', async () => {
    const limited = (await dev.post('/api/developer/api-keys', { tokens_per_day: 1 })).body.key_value as string;
    const write = (token: string) => post('/v1/audio/transcriptions', form({ model: 'w' }), bearer(token));
    const all = await Promise.all(Array.from({ length: 8 }, () => write(key)));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect((await jsonOf(await write(limited))).status).toBe(200);
    await eventually(async () => (await write(limited)).status === 429);
    audio.clear();
    expect((await write(limited)).status).toBe(429);
    expect(audio.requests).toEqual([]);
  });

  it('a caller who hangs up ends it at the audio server', async () => {
    audio.setScenario({ text: '', endless: true });
    const reply = await speak({ model: 'tts-1', input: 'for ever' });
    await reply.body!.getReader().cancel();
    expect((await audio.waitForAbort()).path).toBe('/v1/audio/speech');
  });

  it('ends what is being read aloud with the right to it', async () => {
    const admin = await portal.someone('admin');
    audio.setScenario({ text: '', endless: true });
    const losers = await Promise.all(['deactivated', 'demoted'].map((name) => portal.someone('developer', name)));
    const tokens = losers.map((loser) => ({ authorization: String(loser.headers.authorization) }));
    const sounds = await Promise.all(tokens.map((token) => speak({ model: 'tts-1', input: 'for ever' }, token)));
    expect(sounds.map(({ status }) => status)).toEqual([200, 200]);
    await admin.put(`/api/admin/users/${losers[0]!.id}/status`, { is_active: false });
    await admin.put(`/api/admin/users/${losers[1]!.id}/role`, { role: 'user' });
    for (const sound of sounds) await expect(sound.arrayBuffer()).rejects.toThrow();
    await audio.waitForAbort();
  });

  it('of other models than the configured ones, somebody whose groups name models gets none', async () => {
    const admin = await portal.someone('admin');
    const confined = await portal.someone('developer');
    await admin.post('/api/admin/groups', { name: 'Confined', member_ids: [confined.id], model_ids: [] });
    const token = { authorization: String(confined.headers.authorization) };
    const own = (await confined.post('/api/developer/api-keys', {})).body.key_value as string;
    expect((await speak({ model: 'tts-1-hd', input: 'x' }, token)).status).toBe(404);
    expect((await speak({ model: 'tts-1-hd', input: 'x' }, bearer(own))).status).toBe(404);
    expect((await post('/v1/audio/transcriptions', form({ model: 'other' }), token)).status).toBe(404);
    expect(audio.requests).toEqual([]);
    // What the chat has for everybody is read aloud for everybody.
    expect((await confined.post('/api/audio/speech', { text: 'Bonjour' })).status).toBe(200);
  });

  it('tells nothing of the audio server when that refuses', async () => {
    audio.setScenario({ text: '', refusal: { status: 500, body: { error: `sk-audio-canary at ${audio.url}` } } });
    const { status, body } = await jsonOf(await speak({ model: 'tts-1', input: 'x' }));
    expect([status, body.error.type]).toEqual([502, 'server_error']);
    expect(JSON.stringify(body)).not.toMatch(/canary|127\.0\.0\.1/);
  });
});

describe('people in the chat', () => {
  it('have answers read aloud and dictate, with the configured models', async () => {
    const user = await portal.someone('user');
    expect((await user.get('/api/audio')).body).toEqual({ available: true });
    const token = { authorization: String(user.headers.authorization) };
    const text = await post('/api/audio/transcriptions', form({ language: 'de', model: 'other' }), token);
    expect(await jsonOf(text)).toEqual({ status: 200, body: { text: SPOKEN } });
    expect(audio.requests[0]!.rawBody).toMatch(/name="model"\r\n\r\nwhisper-1\r\n/);
    expect((await user.post('/api/audio/speech', { text: 'Bonjour' })).status).toBe(200);
    expect(audio.requests[1]!.body).toMatchObject({ model: 'tts-1', voice: 'alloy', input: 'Bonjour' });
    expect((await portal.anyone.withKey(key).post('/api/audio/speech', { text: 'x' })).status).toBe(403);
  });
});

it('with a model server alone, programs ask that with the rights of its models, and the chat asks nobody', async () => {
  await portal.restart({
    AUDIO_BASE_URL: undefined,
    AUDIO_API_KEY: undefined,
    OPENAI_BASE_URL: `${audio.url}/v1`,
    OPENAI_API_KEY: 'sk-audio-canary',
  });
  const admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.get('/api/audio')).body).toEqual({ available: false });
  expect(await admin.post('/api/audio/speech', { text: 'x' })).toMatchObject({
    status: 404,
    body: { code: 'audio.unavailable' },
  });
  const [one, other] = (await admin.get('/api/models')).body.filter(
    ({ is_default }: { is_default: boolean }) => !is_default,
  ) as { id: string; name: string }[];
  const bound = (await admin.post('/api/developer/api-keys', { model_id: one!.id })).body.key_value as string;
  const statusOf = async (model: string, token: string) => (await speak({ model, input: 'x' }, bearer(token))).status;
  expect(await statusOf('tts-1', key)).toBe(200);
  expect(await statusOf(one!.name, bound)).toBe(200);
  expect(await statusOf(other!.name, key)).toBe(200);
  expect(await statusOf(other!.name, bound)).toBe(404);
  expect(await statusOf('tts-1', bound)).toBe(404);
  await admin.put(`/api/admin/models/${other!.id}`, { is_enabled: false });
  expect(await statusOf(other!.name, key)).toBe(404);
  const written = await post('/v1/audio/transcriptions', form({ model: other!.name }), bearer(key));
  expect(written.status).toBe(404);
});

it('without an audio server it says what to configure', async () => {
  await portal.restart({ AUDIO_BASE_URL: undefined });
  expect(await jsonOf(await speak({ model: 'tts-1', input: 'x' }))).toMatchObject({
    status: 404,
    body: { error: { code: 'audio.unavailable', message: expect.stringContaining('AUDIO_BASE_URL') } },
  });
  expect((await post('/v1/audio/transcriptions', form({ model: 'w' }), bearer(key))).status).toBe(404);
});
