import { fuzz } from './fuzz/run.js';
import { FuzzedServer } from './fuzz/server.js';
import { PASSWORD } from './portal.js';

/** The built server, because bundling may change what the sources do. */
let portal: FuzzedServer;
beforeAll(async () => {
  portal = await FuzzedServer.start();
});

it('D5: the built server knows the types of nested fields in derived DTOs', async () => {
  const anyone = portal.server.client;
  await anyone.post('/api/auth/register', { username: 'ada', email: 'ada@example.org', password: PASSWORD });
  const ada = await anyone.login('ada', PASSWORD);
  const { id } = (await ada.post('/api/chat/presets', { name: 'mine' })).body;
  const { status, body } = await ada.patch(`/api/chat/presets/${id}`, { options: { temperature: 1 } });
  expect([status, body.options]).toEqual([200, { temperature: 1 }]);
  expect((await ada.patch(`/api/chat/presets/${id}`, { options: { temperature: 'hot' } })).status).toBe(400);
});

it('D5: generated requests get no server error and no reply that contradicts the document', async () => {
  const { requests, faults } = await fuzz(portal.server.client, { requests: 600, seed: 1 });
  expect(faults.join('\n')).toBe('');
  expect(requests).toBeGreaterThanOrEqual(600);
});

it('D5: and the process is alive until it is stopped, with nothing unhandled', async () => {
  const { code, output } = await portal.stop();
  expect(output).not.toMatch(/unhandled|uncaught/i);
  expect(code).toBe(0);
});
