// How gateways and doubles are started: each in its own process, on its own core.
import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../lib/http.mjs';
import { freePort, launchNode } from '../lib/portal.mjs';
import { MODEL } from './answer.mjs';
import { installed, startWholeNginx } from './nginx.mjs';

/** The core of what is measured, and that of load and doubles. */
export const CORES = { measured: 0, rest: 1 };

/** The pace of a small model on a good machine: 20 tokens a second. */
const PACE_MS = 50;

export const JSON_TYPE = { 'content-type': 'application/json' };
export const url = (port) => `http://127.0.0.1:${port}`;

/** Waits until something listens. @throws when the process ends instead */
async function untilOpen(server) {
  let over = false;
  void server.exited.then(() => (over = true));
  for (;;) {
    if (await call(`${server.url}/v1/models`).catch(() => undefined)) return server;
    if (over) throw new Error(`it ended before it listened:\n${server.output()}`);
    await delay(2);
  }
}

/** What every gateway but ours has in common. */
export const gateway = async (server, more = {}) =>
  untilOpen({ headers: JSON_TYPE, model: MODEL, ...server, stop: () => server.end('SIGTERM'), ...more });

export async function script(file, upstream) {
  const port = await freePort();
  const server = launchNode(`bench/gateway/processes/${file}`, [String(port), upstream], {}, CORES.measured);
  return gateway({ ...server, url: url(port) });
}

/**
 * Runs a double on the core of the load: one that answers at once, or one that streams tokens.
 * @param double `whole` or `stream`
 */
export async function startDouble(double) {
  if (double === 'whole' && installed('nginx')) {
    const nginx = await startWholeNginx(CORES.rest);
    return gateway({ ...nginx, url: url(nginx.port) });
  }
  if (double === 'whole')
    console.log('SKIPPED: nginx as the double. It is not installed; a slower one in Node serves.');
  const [file, ...args] = double === 'whole' ? ['whole-double.mjs'] : ['stream-double.mjs', PACE_MS];
  const port = await freePort();
  const server = launchNode(`bench/gateway/processes/${file}`, [port, ...args].map(String), {}, CORES.rest);
  return gateway({ ...server, url: url(port) });
}

/** How many requests the double that answers at once has had. */
export const askedOf = async (double) => Number((await call(`${double.url}/asked`)).body.match(/ \d+ \d+ (\d+) /)[1]);
