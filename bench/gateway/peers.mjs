// The gateways that are compared. Each is started in front of the same double, alone on its core.
import { versionOf } from '../lib/packages.mjs';
import { FOREIGN } from './foreign.mjs';
import { installed, nginxVersion, startProxyNginx } from './nginx.mjs';
import { startOurs, usedDataDir } from './portal.mjs';
import { CORES, gateway, script, url } from './servers.mjs';

/** Each peer: why it cannot run here, its version, and how it starts. One that `isForeign` may fail; a run goes on. */
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
  ...FOREIGN,
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
