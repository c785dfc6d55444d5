import type { Server } from 'node:http';
import { expectOthersServed, SlowSenders, WAYS } from './slow-senders.js';
import { startPortal, type Portal } from './portal.js';

/** In place of the minutes that people get. */
const LIMITS = { headersTimeout: 1_000, requestTimeout: 1_000 };
const SENDERS = 100;

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal({ env: { TRUST_PROXY: '1' } });
});
afterAll(() => portal.close());

const http = () => portal.server.app.getHttpServer() as Server;

it('D2: the limits that are shortened here are set', () => {
  expect(http()).toMatchObject({ headersTimeout: 60_000, requestTimeout: 120_000 });
});

it('D2: who sends nothing, or headers or a body byte by byte, is hung up on, and nobody else notices', async () => {
  Object.assign(http(), LIMITS);
  const { port } = new URL(portal.server.url);
  const groups = [];
  for (const way of WAYS) groups.push(await SlowSenders.open(Number(port), SENDERS / WAYS.length, way));
  await expectOthersServed(portal.anyone);
  await Promise.all(groups.map((group) => group.allClosed()));
  for (const { replies } of groups)
    expect(new Set(replies.map((text) => text.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
  await expectOthersServed(portal.anyone);
});
