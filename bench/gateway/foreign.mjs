// Other people's gateways, in front of the same double. Portkey is fetched on request; LiteLLM and Bifrost take part
// where they are installed, configured by their documentation.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, launch, newDataDir, ROOT } from '../lib/portal.mjs';
import { MODEL } from './answer.mjs';
import { installed } from './nginx.mjs';
import { CORES, gateway, JSON_TYPE, url } from './servers.mjs';

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

const portkey = {
  isForeign: true,
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
    return gateway({ ...server, url: url(port) }, { headers, translates: true, isForeign: true });
  },
};

/** A gateway that reads a file of settings and is a program on the path. */
const program = (name, { file, settings, args, model = MODEL }) => ({
  isForeign: true,
  absent: async () => !installed(name) && `${name} is not installed`,
  version: () => execFileSync(name, ['--version'], { encoding: 'utf8' }).trim(),
  start: async (upstream) => {
    const [dir, port] = [await newDataDir(), await freePort()];
    await writeFile(path.join(dir, file), JSON.stringify(settings(upstream)));
    const server = launch(name, args(dir, port), { core: CORES.measured });
    const headers = { ...JSON_TYPE, authorization: 'Bearer none' };
    return gateway({ ...server, url: url(port) }, { headers, model, translates: true, isForeign: true });
  },
});

const litellm = program('litellm', {
  // JSON is YAML too.
  file: 'config.yaml',
  settings: (upstream) => ({
    model_list: [
      {
        model_name: MODEL,
        litellm_params: { model: `openai/${MODEL}`, api_base: `${upstream}/v1`, api_key: 'none' },
      },
    ],
  }),
  args: (dir, port) => ['--config', `${dir}/config.yaml`, '--host', '127.0.0.1', '--port', String(port)],
});

const bifrost = program('bifrost-http', {
  file: 'config.json',
  settings: (upstream) => ({
    providers: {
      openai: {
        keys: [{ name: 'bench', value: 'none', models: [MODEL], weight: 1 }],
        network_config: { base_url: upstream },
      },
    },
  }),
  args: (dir, port) => ['-app-dir', dir, '-host', '127.0.0.1', '-port', String(port)],
  model: `openai/${MODEL}`,
});

export const FOREIGN = { portkey, litellm, bifrost };
