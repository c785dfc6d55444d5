import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './clock.js';
import { freePort } from './process.js';

/** Whether Debian's nginx is here; no npm package brings one. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** An nginx of its own on a free port, in front of some servers, one after the other, as docs/operations.md says. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly url: string,
  ) {}

  static async start(ports: number[]): Promise<Nginx> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-nginx-'));
    const port = await freePort();
    const folders = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi'];
    const config = `
      daemon off; pid ${dir}/pid; error_log ${dir}/error.log; worker_processes 1;
      events { worker_connections 1024; }
      http {
        access_log off;
        ${folders.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')}
        upstream portal {
          ${ports.map((one) => `server 127.0.0.1:${one} max_fails=1 fail_timeout=2s;`).join(' ')}
          keepalive 16;
        }
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass http://portal;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_buffering off;
            proxy_read_timeout 1h;
          }
        }
      }`;
    await writeFile(path.join(dir, 'nginx.conf'), config);
    const child = spawn('nginx', ['-c', path.join(dir, 'nginx.conf'), '-e', path.join(dir, 'error.log')], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    await eventually(() => fetch(url).then(Boolean, () => false));
    return new Nginx(child, dir, url);
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGQUIT');
    await exited;
    await rm(this.dir, { recursive: true, force: true });
  }
}
