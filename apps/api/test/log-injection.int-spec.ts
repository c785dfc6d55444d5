import { request } from 'undici';
import { FuzzedServer } from './fuzz/server.js';
import { ADMIN_PASSWORD } from './portal.js';
import type { Client } from './client.js';

/** Ends a line, moves the cursor of a terminal, or hides what follows, somewhere. */
const EVIL = 'a\r\nb\u001b[31mc\u009b31m\u0000d\u2028e\u2029\u0085f';
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

let portal: FuzzedServer;
let admin: Client;
beforeAll(async () => {
  portal = await FuzzedServer.start({ NO_COLOR: '1', LOG_LEVEL: 'debug' });
  admin = await portal.server.client.login('admin', ADMIN_PASSWORD);
});

/** As bytes: header values are read as Latin-1. */
const inHeader = (text: string) => Buffer.from(text.replaceAll(/[\r\n\u0000\u001b]/g, '\t')).toString('latin1');

it('A1: one event is one line, escaped and cut, in the rows and in both exports', async () => {
  const path = `/api/${encodeURIComponent(EVIL)}`;
  const { statusCode } = await request(portal.server.client.url + path, {
    headers: { ...(admin.headers as Record<string, string>), 'user-agent': inHeader(EVIL) + 'x'.repeat(10_000) },
  });
  expect(statusCode).toBe(404);
  await admin.post('/api/developer/api-keys', { name: EVIL.replace('\u0000', '') });
  await admin.post('/api/chat', { prompt: EVIL.replace('\u0000', '') });
  await admin.post('/api/admin/models/pull', { name: EVIL.replace('\u0000', '') });
  await portal.server.client.post('/api/auth/login', { username: EVIL.replace('\u0000', ''), password: 'x' });
  const { logs, total } = (await admin.get('/api/admin/logs?limit=200')).body;
  const [unknown] = logs.filter(({ status_code }: { status_code: number }) => status_code === 404);
  expect(unknown.user_agent.length).toBe(256);
  for (const row of logs as Record<string, unknown>[])
    for (const text of [row.endpoint, row.user_agent, row.username, row.action])
      expect(String(text)).not.toMatch(CONTROL);
  for (const format of ['csv', 'ndjson']) {
    expect(
      String((await admin.get(`/api/admin/audit/export?format=${format}`)).body).replaceAll('\r\n', '\n'),
    ).not.toMatch(CONTROL);
    const text = String((await admin.get(`/api/admin/logs/export?format=${format}`)).body);
    expect(text.replaceAll('\r\n', '\n')).not.toMatch(CONTROL);
    const lines = text.trimEnd().split(/\r?\n/);
    // The header, and the request for the list before.
    expect(lines.length).toBeGreaterThanOrEqual(total);
    if (format === 'ndjson') for (const line of lines) expect(JSON.parse(line)).toHaveProperty('request_id');
  }
});

it('A1: a user agent of a megabyte is refused before anybody keeps it', async () => {
  const { url } = portal.server.client;
  const { statusCode } = await request(`${url}/api/models`, { headers: { 'user-agent': 'x'.repeat(1e6) } });
  expect(statusCode).toBe(431);
});

it('A1: and in the process’s own log', async () => {
  const { output } = await portal.stop();
  expect(output).toContain('Pocket-LLM');
  expect(output).not.toMatch(CONTROL);
});
