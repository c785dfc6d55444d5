import { setTimeout } from 'node:timers/promises';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import {
  closeWithCluster,
  expectKept,
  expectOutage,
  expectRecovery,
  load,
  startOnOwnCluster,
} from './database-load.js';
import type { Fault } from './fault-proxy.js';
import type { OwnCluster } from './own-cluster.js';
import type { Person, Portal } from './portal.js';

const FAULT_MS = 10_000;

let cluster: OwnCluster;
let portal: Portal;
let dev: Person;
let revoked: Client;
beforeAll(async () => {
  ({ cluster, portal, dev, revoked } = await startOnOwnCluster());
});
afterAll(() => closeWithCluster({ cluster, portal }));

it.each<[string, Fault]>([
  ['a partition of ten seconds', { kind: 'hang' }],
  ['a database whose answers take two seconds', { kind: 'latency', ms: 1_000 }],
])(
  'F5: %s: what is refused says so, nobody revoked gets in, nothing is lost, and it ends by itself',
  async (_, fault) => {
    const loads = [dev, await portal.someone()].map((person) => load(person));
    await eventually(() => loads.every(({ acknowledged }) => acknowledged.length > 3));
    cluster.network.set(fault);
    const over = setTimeout(FAULT_MS);
    // More than the pool has connections for.
    const crowd = Array.from({ length: 40 }, () => dev.get('/api/chat/threads'));
    const intruding = Promise.all(Array.from({ length: 5 }, () => revoked.get('/api/models')));
    expect((await portal.anyone.get('/health')).body).toBe('OK');
    await over;
    cluster.network.heal();
    await expectRecovery(dev, performance.now());
    await Promise.all(loads.map(({ stop }) => stop()));
    const waited = (await Promise.all(crowd)).filter(({ status }) => status !== 200);
    expectOutage([...waited, ...loads.flatMap(({ others }) => others)]);
    for (const { status } of await intruding) expect([401, 503]).toContain(status);
    expect((await revoked.get('/api/models')).status).toBe(401);
    await expectKept(
      cluster,
      loads.flatMap(({ acknowledged }) => acknowledged),
    );
  },
);
