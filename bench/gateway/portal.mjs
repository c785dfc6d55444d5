// Our own product as one of those compared: its account, its key with limits, and its books.
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../lib/database.mjs';
import { call } from '../lib/http.mjs';
import { newDataDir, postmaster, removeDataDir, signIn, startPortal } from '../lib/portal.mjs';
import { MODEL } from './answer.mjs';

const MOST_PARALLEL = '1024';
/** How long the request log may take to have every line. */
const LOG_DEADLINE_MS = 10_000;

/**
 * Starts the portal in front of a double, with the embedded PostgreSQL on the same core.
 * @param kept a data directory that was used before and stays; a new one is removed again
 */
export async function startOurs(upstream, core, kept) {
  const dir = kept ?? (await newDataDir());
  const server = await startPortal(
    dir,
    {
      OPENAI_BASE_URL: `${upstream}/v1`,
      EMBEDDED_ENGINE: 'off',
      LLM_MAX_PARALLEL: MOST_PARALLEL,
      LLM_MAX_PARALLEL_PER_USER: MOST_PARALLEL,
      LLM_MAX_QUEUE_PER_USER: MOST_PARALLEL,
    },
    core,
  );
  const token = await signIn(server.url);
  const database = await connect(dir);
  const api = (method, route, body) => request(`${server.url}/api/${route}`, { method, token, body });
  const { name } = (await api('GET', 'models')).find((model) => model.available && model.name.startsWith(MODEL));
  return {
    url: server.url,
    model: name,
    token,
    pid: server.pid,
    readyMs: server.readyMs,
    database: await postmaster(dir),
    newKey: async (limits) => (await api('POST', 'developer/api-keys', { name: 'bench', ...limits })).key_value,
    setCache: (seconds) => api('PUT', 'admin/settings', { cache_ttl_seconds: seconds }),
    logged: (endpoint) => count(database, endpoint),
    stop: async () => {
      await database.end();
      await server.stop();
      if (!kept) await removeDataDir(dir);
    },
  };
}

/** Every limit that is checked for a request, each as high as it goes. */
const LIMITS = {
  requests_per_minute: 100_000,
  tokens_per_day: 1_000_000_000,
  parallel_runs: 1_000,
  allowed_addresses: ['127.0.0.0/8'],
};

/** Sets the cache, and makes a new key each time: a key may only ask so often a minute. */
export async function ourHeaders(ours, cacheSeconds, limits = LIMITS) {
  await ours.setCache(cacheSeconds);
  return { 'content-type': 'application/json', authorization: `Bearer ${await ours.newKey(limits)}` };
}

/** A data directory that was used once. */
export async function usedDataDir(upstream, core) {
  const dir = await newDataDir();
  await (await startOurs(upstream, core, dir)).stop();
  return dir;
}

/**
 * Waits until the request log has a line for every request, and no more than that.
 * @throws when a line is missing or doubled
 */
export async function requireLogged(ours, endpoint, before, requests) {
  const deadline = performance.now() + LOG_DEADLINE_MS;
  for (let lines; (lines = (await ours.logged(endpoint)) - before) !== requests; await delay(50))
    if (performance.now() > deadline)
      throw new Error(`${requests} requests to ${endpoint} have ${lines} lines in the request log.`);
}

const count = async (database, endpoint) =>
  Number((await database.query('SELECT count(*) FROM logs WHERE endpoint = $1', [endpoint])).rows[0].count);

async function request(url, options) {
  const { status, body } = await call(url, options);
  if (status >= 300) throw new Error(`${url}: ${status} ${JSON.stringify(body)}`);
  return body;
}
