import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: object;
  profiles?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  volumes?: string[];
  networks: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
}

const ROOT = path.resolve(__dirname, '../../../..');
const compose = parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, null>;
};
const services = Object.entries(compose.services);
const monitoring = services.filter(([, { profiles }]) => profiles?.includes('monitoring'));

it.each(services)('%s has a read-only system, no capability and no port beyond this machine', (_, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
  for (const volume of service.volumes ?? []) {
    const [from, , mode] = volume.split(':') as [string, string, string?];
    if (!from.startsWith('./')) expect(Object.keys(compose.volumes)).toContain(from);
    else expect([volume, existsSync(path.join(ROOT, from)), mode]).toEqual([volume, true, 'ro']);
  }
});

it('only Ollama, which brings no other account, runs as root, and only what nobody asked for starts by itself', () => {
  expect(services.filter(([, { user }]) => user === undefined || /^(root|0)/.test(user)).map(([name]) => name)).toEqual(
    ['ollama'],
  );
  expect(services.filter(([, { profiles }]) => !profiles).map(([name]) => name)).toEqual(['api', 'web', 'db', 'redis']);
});

it('monitoring is of one version each, and neither of it reaches the database', () => {
  expect(monitoring.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
  for (const [, { image, networks, healthcheck }] of monitoring) {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
    expect(networks).toEqual(['monitoring']);
    expect(healthcheck).toEqual(
      expect.objectContaining({ test: expect.arrayContaining([expect.stringMatching(/health/)]) }),
    );
  }
});

describe('Prometheus', () => {
  const { entrypoint } = compose.services.prometheus!;
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(os.tmpdir(), 'pocket-llm-prometheus-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** What the container starts, with another folder for /tmp and `printf` for the program. */
  const start = (env: Record<string, string>) => {
    const [shell, ...args] = entrypoint!.map((part) =>
      part.replaceAll('$$', '$').replace('/tmp/', `${dir}/`).replace('/bin/prometheus', "printf '%s %s' "),
    );
    return spawnSync(shell!, [...args, '--config.file=a', '${METRICS_TOKEN}'], { env, encoding: 'utf8' });
  };

  it('gets the token as a file that only it can read, where its configuration looks for it', () => {
    const { status, stdout } = start({ METRICS_TOKEN: 'a b$c' });
    expect([status, stdout]).toEqual([0, '--config.file=a ${METRICS_TOKEN}']);
    expect(readFileSync(path.join(dir, 'metrics-token'), 'utf8')).toBe('a b$c');
    expect(statSync(path.join(dir, 'metrics-token')).mode & 0o777).toBe(0o600);
    const config = parse(readFileSync(path.join(ROOT, 'deploy/monitoring/prometheus.yml'), 'utf8'));
    expect(config.scrape_configs[0]).toMatchObject({
      metrics_path: '/metrics',
      authorization: { type: 'Bearer', credentials_file: '/tmp/metrics-token' },
      static_configs: [{ targets: ['api:8000'] }],
    });
  });

  it('says what is missing without a token', () => {
    const { status, stderr } = start({ METRICS_TOKEN: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('METRICS_TOKEN: set it in .env');
  });
});
