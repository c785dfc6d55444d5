// nginx as the double of a model server, and as the physical floor of a proxy.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, launch, newDataDir } from '../lib/portal.mjs';
import { MODELS, WHOLE } from './answer.mjs';

/** @returns the path of an installed program, `undefined` when there is none */
export function installed(program) {
  try {
    return execFileSync('which', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export const nginxVersion = () =>
  /nginx\/(\S+)/.exec(execFileSync('sh', ['-c', 'nginx -v 2>&1'], { encoding: 'utf8' }))?.[1];

async function startNginx(http, core) {
  const [dir, port] = [await newDataDir(), await freePort()];
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`);
  const config = `
    ${process.getuid() === 0 ? 'user root;' : ''}
    daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log warn;
    events { worker_connections 8192; }
    http {
      access_log off; default_type application/json; tcp_nodelay on;
      keepalive_requests 100000000; keepalive_timeout 600s;
      ${temp.join(' ')}
      ${http(dir, port)}
    }`;
  const file = path.join(dir, 'nginx.conf');
  await writeFile(file, config);
  return { ...launch('nginx', ['-p', dir, '-e', `${dir}/error.log`, '-c', file], { core }), port };
}

/** Answers every completion at once with the same JSON. */
export const startWholeNginx = (core) =>
  startNginx(
    (_, port) => `server {
      listen 127.0.0.1:${port};
      location = /asked { stub_status; }
      location = /v1/models { return 200 '${MODELS}'; }
      location = /v1/chat/completions { return 200 '${WHOLE}'; }
      location / { return 404 '{}'; }
    }`,
    core,
  );

/**
 * Relays with connections that are kept. A second port keeps the answers as well, by the request's bytes.
 */
export async function startProxyNginx(upstream, core) {
  const cachePort = await freePort();
  const relay = 'proxy_pass http://double; proxy_http_version 1.1; proxy_set_header Connection "";';
  const nginx = await startNginx(
    (dir, port) => `
      upstream double { server ${new URL(upstream).host}; keepalive 1024; keepalive_requests 100000000; }
      proxy_cache_path ${dir}/cache keys_zone=answers:10m;
      server {
        listen 127.0.0.1:${port};
        location / { ${relay} proxy_buffering off; }
      }
      server {
        listen 127.0.0.1:${cachePort};
        client_body_buffer_size 64k;
        location / {
          ${relay}
          proxy_cache answers; proxy_cache_methods POST; proxy_cache_valid 200 1h;
          proxy_cache_key "$request_uri|$request_body";
        }
      }`,
    core,
  );
  return { ...nginx, cachePort };
}
