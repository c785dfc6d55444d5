// The gateways that are compared. Each is started in front of the same double, alone on its core.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../lib/http.mjs';
import { versionOf } from '../lib/packages.mjs';
import { freePort, launch, launchNode, ROOT } from '../lib/portal.mjs';
import { MODEL } from './answer.mjs';
import { installed, nginxVersion, startProxyNginx, startWholeNginx } from './nginx.mjs';
import { startOurs, usedDataDir } from './portal.mjs';

/** The core of what is measured, and that of load and doubles. */
export const CORES = { measured: 0, rest: 1 };

/** The pace of a small model on a good machine: 20 tokens a second. */
const PACE_MS = 50;

const JSON_TYPE = { 'content-type': 'application/json' };
const url = (port) => `http://127.0.0.1:${port}`;

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
const gateway = async (server, more = {}) =>
  untilOpen({ headers: JSON_TYPE, model: MODEL, ...server, stop: () => server.end('SIGTERM'), ...more });

async function script(file, upstream) {
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

/** Where `npm install` has put the peers that are fetched only when they are asked for. */
const FETCHED = path.join(ROOT, '.cache/bench-peers');
const PORTKEY_VERSION = '1.15.2';
const PORTKEY = path.join(FETCHED, 'node_modules/@portkey-ai/gateway/build/start-server.js');

/**
 * Gets the peers that are too large to be installed with everything else. None of their scripts is run. Portkey 1.15
 * answers every stream with 500 on the newest versions of its web server that its own range allows.
 */
export function fetchPeers() {
  mkdirSync(FETCHED, { recursive: true });
  const wanted = {
    private: true,
    dependencies: { '@portkey-ai/gateway': PORTKEY_VERSION },
    overrides: { '@hono/node-server': '1.13.7' },
  };
  writeFileSync(path.join(FETCHED, 'package.json'), JSON.stringify(wanted));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FETCHED, stdio: 'inherit' });
}

/** Each peer: why it cannot run here, its version, and how it starts. */
export const PEERS = {
  nginx: {
    absent: async () => !installed('nginx') && 'nginx is not installed',
    version: nginxVersion,
    start: async (upstream) => {
      const nginx = await startProxyNginx(upstream, CORES.measured);
      return gateway({ ...nginx, url: url(nginx.port), cacheUrl: url(nginx.cachePort) });
    },
  },
  floor: {
    absent: async () => false,
    version: () => `node:http, undici ${versionOf('undici')}`,
    start: (upstream) => script('floor.mjs', upstream),
  },
  fastify: {
    absent: async () => false,
    version: () => `fastify ${versionOf('fastify')}, undici ${versionOf('undici')}`,
    start: (upstream) => script('fastify-relay.mjs', upstream),
  },
  portkey: {
    absent: () =>
      access(PORTKEY).then(
        () => false,
        () => '@portkey-ai/gateway was not fetched (--fetch-peers)',
      ),
    version: () => PORTKEY_VERSION,
    start: async (upstream) => {
      const port = await freePort();
      const args = [PORTKEY, `--port=${port}`, '--headless'];
      const server = launch(process.execPath, args, { env: { NODE_ENV: 'production' }, core: CORES.measured });
      const headers = {
        ...JSON_TYPE,
        authorization: 'Bearer none',
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `${upstream}/v1`,
      };
      return gateway({ ...server, url: url(port) }, { headers, translates: true });
    },
  },
  ours: {
    absent: async () => false,
    version: () => 'this commit',
    prepare: (upstream) => usedDataDir(upstream, CORES.measured),
    start: async (upstream, dir) => {
      const ours = await startOurs(upstream, CORES.measured, dir);
      return { ...ours, isOurs: true, translates: true };
    },
  },
};
