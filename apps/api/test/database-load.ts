import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Client, Reply } from './client.js';
import { eventually } from './clock.js';
import { OwnCluster } from './own-cluster.js';
import { startPortal, type Portal } from './portal.js';

/** The guarantee's bound for serving again once the database can be reached. */
const RECOVERY_MS = 5_000;

interface Acknowledged {
  threadId: string;
  messageId: string;
}

/** A portal on a PostgreSQL of its own behind the proxy, with a developer and a caller whose key is revoked. */
export async function startOnOwnCluster() {
  const cluster = await OwnCluster.start();
  const portal = await startPortal({ env: { DATABASE_URL: cluster.url } });
  const dev = await portal.someone('developer');
  const { id, key_value } = (await dev.post('/api/developer/api-keys', {})).body;
  await dev.delete(`/api/developer/api-keys/${id}`);
  return { cluster, portal, dev, revoked: portal.anyone.withKey(key_value) };
}

export async function closeWithCluster({ cluster, portal }: { cluster: OwnCluster; portal: Portal }): Promise<void> {
  cluster.network.heal();
  await portal.close();
  await cluster.close();
}

/** Asks again and again until told to stop; keeps what was acknowledged and every other reply. */
export function load(person: Client, question = () => `load ${randomUUID()}`) {
  const acknowledged: Acknowledged[] = [];
  const others: Reply[] = [];
  let over = false;
  const working = (async () => {
    while (!over) {
      const reply = await person.post('/api/chat', { prompt: question() });
      if (reply.status === 200) acknowledged.push({ threadId: reply.body.thread_id, messageId: reply.body.message_id });
      else others.push(reply);
    }
  })();
  const stop = () => {
    over = true;
    return working;
  };
  return { acknowledged, others, stop };
}

/** Every refusal says that the database is out, and when to come back. */
export function expectOutage(replies: Reply[], codes: string[] = ['database.unavailable']): void {
  for (const { status, body, headers } of replies) {
    expect([status, codes.includes(body.code) || body.code]).toEqual([503, true]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
}

/** Questions are answered again in time. */
export async function expectRecovery(person: Client, since: number): Promise<void> {
  await eventually(async () => (await person.post('/api/chat', { prompt: 'are you back?' })).status === 200);
  expect(performance.now() - since).toBeLessThan(RECOVERY_MS);
}

/** What was acknowledged is there, complete. */
export async function expectKept(
  database: { connect(): Promise<pg.Client> },
  acknowledged: Acknowledged[],
): Promise<void> {
  const client = await database.connect();
  const { rows } = await client.query(
    `SELECT count(*)::int AS n FROM chat_messages WHERE id = ANY($1) AND status = 'complete'`,
    [acknowledged.map(({ messageId }) => messageId)],
  );
  await client.end();
  expect(rows).toEqual([{ n: acknowledged.length }]);
}
