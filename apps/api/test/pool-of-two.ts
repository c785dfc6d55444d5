import { randomUUID } from 'node:crypto';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { FaultProxy } from './fault-proxy.js';
import { startPortal, type Portal } from './portal.js';

export const MODEL = 'gemma2:2b';
export const DESK = '/api/admin/backends';

/** What the desk says of a model server. */
interface Shown {
  id: string;
  breaker: { state: string; fault: string | null };
  running: number;
  reachable: boolean | null;
}

/** A portal with two model servers that have the same models, the second one behind a network that can fail. */
export interface PoolOfTwo {
  portal: Portal;
  admin: Client;
  first: FakeLlm;
  second: FakeLlm;
  network: FaultProxy;
  /** Ids of the two. */
  a: string;
  b: string;
  /** After a restart of the portal. */
  login(): Promise<void>;
  /** Changes how one is used. */
  use(id: string, change: object): ReturnType<Client['patch']>;
  backend(id: string): Promise<Shown>;
  /** A new question of a person. */
  ask(more?: object, client?: Client): ReturnType<Client['post']>;
  /** How many questions each was asked. */
  asked(path?: string): [number, number];
  /** Only this one has the model in memory, so it is preferred. Neither was asked anything yet. */
  warm(id: string): Promise<void>;
  /** The log line of a request. */
  line(reply: { headers: Record<string, unknown> }): Promise<{ metadata: object }>;
  close(): Promise<void>;
}

export async function startPoolOfTwo(env?: NodeJS.ProcessEnv): Promise<PoolOfTwo> {
  const portal = await startPortal({ env });
  const second = await startFakeLlm();
  const network = await FaultProxy.to(second.url);
  const pool: PoolOfTwo = {
    portal,
    admin: portal.anyone,
    first: portal.fake,
    second,
    network,
    a: '',
    b: '',
    async login() {
      pool.admin = await portal.anyone.login('admin', 'admin123');
    },
    use: (id, change) => pool.admin.patch(`${DESK}/${encodeURIComponent(id)}`, change),
    backend: async (id) => ((await pool.admin.get(DESK)).body as Shown[]).find((one) => one.id === id)!,
    ask: (more = {}, client = pool.admin) => client.post('/api/chat', { prompt: randomUUID(), model: MODEL, ...more }),
    asked: (path = '/api/chat') => {
      const at = (fake: FakeLlm) => fake.requests.filter((one) => one.path === path).length;
      return [at(pool.first), at(second)];
    },
    async warm(id) {
      const other = id === pool.a ? pool.b : pool.a;
      await pool.use(other, { state: 'off' });
      await pool.ask();
      await pool.use(other, { state: 'on' });
      pool.first.clear();
      second.clear();
    },
    async line({ headers }) {
      const id = String(headers['x-request-id']);
      const find = async () => (await pool.admin.get(`/api/admin/logs?request_id=${id}`)).body.logs[0];
      await eventually(async () => Boolean(await find()));
      return find();
    },
    async close() {
      await portal.close();
      await network.close();
      await second.close().catch(() => undefined);
    },
  };
  await pool.login();
  pool.b = (await pool.admin.post(DESK, { provider: 'ollama', url: network.url, name: 'Second' })).body.id;
  pool.a = (await pool.admin.get(DESK)).body[0].id;
  return pool;
}
