import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from './client.js';
import { withinOne } from './clock.js';
import { ADMIN_PASSWORD, startPortal, type Portal } from './portal.js';

let backend: Server;
let usage: object;
let timings: object | undefined;
let portal: Portal;
let admin: Client;
beforeAll(async () => {
  backend = createServer((request, response) => {
    if (request.method === 'GET')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ object: 'list', data: [{ id: 'odd', object: 'model' }] }));
    request.resume().on('end', () => {
      const chunk = (more: object) =>
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: 'odd', choices: [], ...more })}\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        chunk({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] }) +
          chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
          `${chunk({ usage, timings })}data: [DONE]\n\n`,
      );
    });
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  portal = await startPortal({
    env: { OPENAI_BASE_URL: `http://127.0.0.1:${(backend.address() as AddressInfo).port}/v1` },
  });
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(async () => {
  await portal.close();
  backend.closeAllConnections();
  backend.close();
});

it.each([
  [
    { prompt_tokens: 12.5, completion_tokens: 1e30 },
    { prompt_ms: 1.5, predicted_ms: 2.5 },
  ],
  [
    { prompt_tokens: -5, completion_tokens: '7' },
    { prompt_ms: 'long', predicted_ms: -1 },
  ],
  [
    { prompt_tokens: null, completion_tokens: {} },
    { prompt_ms: 1e300, predicted_ms: {} },
  ],
])('figures that are none stop neither the ledger nor the telemetry: %j %j', async (...odd) => {
  await withinOne('day', async () => {
    const before = (await admin.get('/api/usage/today')).body.used;
    [usage, timings] = odd;
    expect((await admin.post('/api/chat', { prompt: 'Hello', model: 'odd', cache: 'bypass' })).status).toBe(200);
    usage = { prompt_tokens: 3, completion_tokens: 4 };
    expect((await admin.post('/api/chat', { prompt: 'Hello', model: 'odd', cache: 'bypass' })).status).toBe(200);
    expect((await admin.get('/api/usage/today')).body.used).toEqual({
      requests: before.requests + 2,
      // What the backend does not count is estimated from the texts, here as 7.
      tokens: before.tokens + 7 + 7,
    });
    expect((await admin.get('/api/admin/telemetry')).status).toBe(200);
    expect(
      (await portal.sql(`SELECT 1 FROM telemetry_rollups WHERE kind = 'model' AND subject = 'odd'`)).length,
    ).toBeGreaterThan(0);
  });
});
