import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { banner } from '../src/bootstrap/banner.js';
import { loadEnv } from '../src/config/env.js';
import { startPortal, type Portal } from './portal.js';

// A backend at the wrong address: the sentence says that the address is wrong, never that a model is missing.

let portal: Portal;
let openai: FakeLlm;
/** Answers every address it does not know with an error in JSON, as llama.cpp's server does. */
let stranger: Server;
beforeAll(async () => {
  openai = await startFakeLlm();
  stranger = createServer((_, reply) =>
    reply
      .writeHead(404, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { code: 404, message: 'File Not Found', type: 'not_found_error' } })),
  );
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  const { port } = stranger.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  portal = await startPortal({ env: { OPENAI_BASE_URL: address, OLLAMA_HOST: address } });
});
afterAll(async () => {
  await portal.close();
  await openai.close();
  stranger.close();
});

const NO_VERSION = /OPENAI_BASE_URL has no \/v1 at its end, where most of these servers answer: add it\./;
const NO_OLLAMA = /There is no such service at the address of Ollama.*Correct the address/;

it('Doctor says so', async () => {
  const admin = await portal.anyone.login('admin', 'admin123');
  const { checks } = (await admin.get('/api/admin/doctor')).body as { checks: { id: string; detail: string }[] };
  const details = checks.filter(({ id }) => id.startsWith('backend:')).map(({ detail }) => detail);
  expect(details).toEqual([expect.stringMatching(NO_OLLAMA), expect.stringMatching(NO_VERSION)]);
});

it('the start banner says so', async () => {
  const text = await banner(loadEnv({}), portal.server);
  expect(text).toMatch(NO_VERSION);
  expect(text).toMatch(NO_OLLAMA);
});

it('the models of that backend and a chat with one of them say so', async () => {
  const admin = await portal.anyone.login('admin', 'admin123');
  await admin.post('/api/admin/models', { name: 'qwen', provider: 'openai' });
  const models = (await admin.get('/api/models')).body as { name: string; unavailable_reason: string }[];
  const reasons = Object.fromEntries(models.map(({ name, unavailable_reason }) => [name, unavailable_reason]));
  expect(reasons).toEqual({ qwen: expect.stringMatching(NO_VERSION), 'gemma2:2b': expect.stringMatching(/no such/) });
  for (const model of ['qwen', 'gemma2:2b']) {
    const { status, body } = await admin.post('/api/chat', { prompt: 'Hello', model });
    expect([status, body.code, body.detail]).toEqual([503, 'llm.unavailable', reasons[model]]);
  }
});

it('with /v1 at its end the same server answers', async () => {
  await portal.restart({ OPENAI_BASE_URL: `${openai.url}/v1` });
  expect(await banner(loadEnv({}), portal.server)).toMatch(/● OpenAI-compatible server at \S+\/v1, ready/);
});
