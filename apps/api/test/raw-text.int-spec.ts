import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scenarioText, startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { MODEL_NAME, buildTinyModel, textOf } from '@pocket-llm/tiny-model';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

/** A text that is no conversation, at each kind of backend: Ollama, a server of OpenAI's kind, the embedded engine. */
const FILLER = 'filler';
const ASKED = '<|im_start|>user\npoem<|im_end|>\n<|im_start|>assistant\n';
let portal: Portal;
let other: FakeLlm;
let api: Client;
beforeAll(async () => {
  other = await startFakeLlm({ models: [{ name: 'org/vllm-model' }] });
  portal = await startPortal({
    env: { EMBEDDED_ENGINE: 'auto', OPENAI_BASE_URL: `${other.url}/v1` },
    fake: { models: [{ name: 'plain' }, { name: 'coder', capabilities: ['completion', 'insert'] }] },
  });
  await mkdir(portal.folder, { recursive: true });
  await writeFile(path.join(portal.folder, `${FILLER}.gguf`), buildTinyModel({ infill: true }));
  const dev = await portal.someone('developer');
  const { key_value } = (await dev.post('/api/developer/api-keys', {})).body;
  api = portal.anyone.withKey(key_value).with({ 'cache-control': 'no-store' });
});
afterAll(async () => {
  await portal.close();
  await other.close();
});

it('the embedded engine continues a text, and counts it', async () => {
  const { status, body } = await api.post('/v1/completions', { model: MODEL_NAME, prompt: ASKED });
  expect([status, body.choices[0].text, body.choices[0].finish_reason]).toEqual([200, textOf('poem'), 'stop']);
  expect(body.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: expect.any(Number) });
  const raw = await api.post('/ollama/api/generate', { model: MODEL_NAME, prompt: ASKED, raw: true, stream: false });
  expect(raw.body).toMatchObject({ response: textOf('poem'), done: true, prompt_eval_count: 6 });
});

it('the embedded engine answers Ollama’s generate through its template where raw is not asked', async () => {
  const { body } = await api.post('/ollama/api/generate', { model: MODEL_NAME, prompt: 'poem', stream: false });
  expect(body.response).toBe(textOf('poem'));
});

it('the embedded engine fills a gap with a model that was made for it', async () => {
  const gap = { model: FILLER, prompt: 'poem', suffix: 'the end' };
  expect((await api.post('/v1/completions', gap)).body.choices[0].text).toBe(textOf('poem'));
  expect((await api.post('/ollama/api/generate', { ...gap, stream: false })).body.response).toBe(textOf('poem'));
});

it.each([MODEL_NAME, 'plain'])('a suffix is refused by name for %s, which cannot fill in the middle', async (model) => {
  const { status, body } = await api.post('/v1/completions', { model, prompt: 'a', suffix: 'b' });
  expect([status, body.error.param]).toEqual([400, 'suffix']);
  expect(portal.fake.requests.filter(({ path }) => path === '/api/generate')).toEqual([]);
});

it.each(['plain', 'org/vllm-model'])('marks of thinking stay in the text that %s continues', async (model) => {
  portal.fake.setScenario('rawThink');
  other.setScenario('rawThink');
  const whole = scenarioText('rawThink');
  expect((await api.post('/v1/completions', { model, prompt: 'Once' })).body.choices[0].text).toBe(whole);
  const raw = await api.post('/ollama/api/generate', { model, prompt: 'Once', raw: true, stream: false });
  expect([raw.body.response, raw.body.thinking]).toEqual([whole, undefined]);
});
