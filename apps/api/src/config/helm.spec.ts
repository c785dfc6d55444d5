import { Ajv } from 'ajv';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { SECRET_VARIABLES, VARIABLES, type VariableName } from './env.js';

const ROOT = path.resolve(__dirname, '../../../..');
const CHART = 'deploy/helm/pocket-llm';
const EXAMPLES = ['small', 'large'];
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const example = (name: string) => read(`deploy/helm/examples/${name}.yaml`);
const rendered = (name: string) => read(`deploy/helm/rendered/${name}.yaml`);
/** The script that rendered them. */
const script = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(ROOT, 'scripts/helm.mjs'), ...args], { encoding: 'utf8' });
const hasHelm = spawnSync(process.env.HELM ?? 'helm', ['version']).status === 0;

interface Resource {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Ten kinds, each with a shape of its own.
  spec: any;
  automountServiceAccountToken?: boolean;
}

/** The resources of a rendered example. */
const resourcesOf = (name: string) => parseAllDocuments(rendered(name)).map((document) => document.toJS() as Resource);
const [small, large] = EXAMPLES.map(resourcesOf) as [Resource[], Resource[]];
const find = (resources: Resource[], kind: string) => resources.find((resource) => resource.kind === kind)!;
const podOf = (resources: Resource[]) => find(resources, 'Deployment').spec.template.spec;
const envOf = (resources: Resource[]) =>
  podOf(resources).containers[0].env as { name: string; value?: string; valueFrom?: object }[];
const valueOf = (resources: Resource[], variable: string) =>
  envOf(resources).find(({ name }) => name === variable)?.value;

describe('the values', () => {
  const schema = JSON.parse(read(`${CHART}/values.schema.json`));
  const accepts = new Ajv({ strict: false }).compile(schema);
  const valid = (values: object) => accepts(values) || accepts.errors;

  it('of the chart and of the examples are what the schema says', () => {
    expect(valid(parse(read(`${CHART}/values.yaml`)))).toBe(true);
    for (const name of EXAMPLES) expect(valid(parse(example(name)))).toBe(true);
  });

  it('take every variable, secrets only by name, and texts only in quotes', () => {
    const setByChart = ['HOST', 'PORT', 'DATA_DIR', 'NODE_ENV'];
    const plain = Object.keys(VARIABLES).filter(
      (name) => !SECRET_VARIABLES.has(name as VariableName) && !setByChart.includes(name),
    );
    const { config, secret } = schema.properties;
    expect(Object.keys(config.properties).sort()).toEqual(plain.sort());
    expect(secret.properties.keys.items.anyOf[0].enum).toEqual(expect.arrayContaining([...SECRET_VARIABLES]));
    for (const wrong of [
      { config: { JWT_SECRET: 'in plain sight' } },
      { config: { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=…' } },
      // YAML's `off` is false, and Helm writes a million as 1e+06.
      { config: { OLLAMA_HOST: false } },
      { config: { ANSWER_MAX_CHARS: 1_000_000 } },
      { config: { OIDC_WORK_CLIENT_SECRET: 'in plain sight' } },
      { secret: { keys: ['LOG_LEVEL'] } },
      { replicaCount: 2 },
    ])
      expect([wrong, accepts(wrong)]).toEqual([wrong, false]);
    expect(valid({ config: { OTEL_TRACES_SAMPLER: 'always_on', OIDC_WORK_ISSUER: 'https://id.example' } })).toBe(true);
    expect(valid({ secret: { keys: ['JWT_SECRET', 'OIDC_WORK_CLIENT_SECRET'] } })).toBe(true);
  });
});

it.each(EXAMPLES)('%s is rendered from the chart as it is', (name) => {
  // After a change: node scripts/helm.mjs
  expect(rendered(name).split('\n')[0]).toBe(script('stamp', name).stdout.trimEnd());
});

it.each([
  ['small', small],
  ['large', large],
])('%s runs without root, a token, a writable system or a privilege, as the account of the image', (_, resources) => {
  const uid = Number(/^USER (\d+)/m.exec(read('docker/api.Dockerfile'))![1]);
  const pod = podOf(resources);
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: uid, fsGroup: uid, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(pod.containers).toHaveLength(1);
  const [portal] = pod.containers;
  expect(portal.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(portal.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual(['/data', '/tmp']);
  expect(find(resources, 'ServiceAccount').automountServiceAccountToken).toBe(false);
});

it.each([
  ['small', small],
  ['large', large],
])('%s asks for the server’s health where it is, and waits for longer than it takes to stop', (_, resources) => {
  const [portal] = podOf(resources).containers;
  const paths = JSON.parse(read('libs/api-client/openapi.json')).paths;
  const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((name) => portal[name].httpGet.path);
  expect(probes).toEqual(['/health', '/health', '/health/ready']);
  for (const probe of probes) expect(paths).toHaveProperty([probe, 'get']);
  const [, pause] = portal.lifecycle.preStop.exec.command;
  expect(podOf(resources).terminationGracePeriodSeconds).toBeGreaterThan(
    Number(VARIABLES.SHUTDOWN_GRACE_SECONDS.default) + Number(pause) + 30,
  );
});

it('each variable is one that exists, and no secret is written down', () => {
  for (const resources of [small, large])
    for (const { name, value } of envOf(resources)) {
      expect(Object.keys(VARIABLES)).toContain(name);
      if (SECRET_VARIABLES.has(name as VariableName)) expect(value).toBeUndefined();
      else expect(() => VARIABLES[name as VariableName].parse(value!)).not.toThrow();
    }
  expect([valueOf(large, 'OLLAMA_HOST'), valueOf(large, 'PUBLIC_URL')]).toEqual(['off', 'https://chat.example.org']);
  expect(valueOf(small, 'PUBLIC_URL')).toBeUndefined();
});

it('one pod with a volume is replaced, several are rolled without one missing', () => {
  expect(find(small, 'Deployment').spec.strategy).toEqual({ type: 'Recreate' });
  expect(find(small, 'PersistentVolumeClaim').metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  expect(find(large, 'Deployment').spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  // The autoscaler sets their number.
  expect([find(small, 'Deployment').spec.replicas, find(large, 'Deployment').spec.replicas]).toEqual([1, undefined]);
  expect(find(large, 'PodDisruptionBudget').spec.selector.matchLabels).toEqual(find(large, 'Service').spec.selector);
});

it('pods are scaled by a figure that the server has', () => {
  const scalers = large.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
  const names = scalers.flatMap(({ spec }) =>
    spec.metrics.map(
      (metric: Record<string, { name?: string; metric?: { name: string } }>) =>
        (metric.pods ?? metric.external ?? { metric: metric.resource })!.metric!.name,
    ),
  );
  expect(names.sort()).toEqual(['cpu', 'pocket_llm_queue_depth', 'pocket_llm_queue_depth']);
  expect(read('apps/api/src/modules/telemetry/prometheus.ts')).toContain("'pocket_llm_queue_depth'");
  const { rules } = parse(read('deploy/helm/examples/prometheus-adapter.yaml'));
  for (const rule of [...rules.custom, ...rules.external]) expect(rule.name.as).toBe('pocket_llm_queue_depth');
});

it('streams pass the ingress word by word, and the network lets through what is named', () => {
  expect(find(large, 'Ingress').metadata.annotations).toMatchObject({
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
  });
  const { spec } = find(large, 'NetworkPolicy');
  expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(spec.ingress.every(({ from }: { from?: object[] }) => from?.length)).toBe(true);
  expect(spec.egress.map(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port).join())).toEqual([
    '53,53',
    '5432',
    '6379',
    '8000',
  ]);
});

it('the chart has the version of the portal', () => {
  const { version } = JSON.parse(read('apps/api/package.json')) as { version: string };
  expect(parse(read(`${CHART}/Chart.yaml`))).toMatchObject({ version, appVersion: version });
});

if (!hasHelm) process.stderr.write('The Helm chart: NOT RENDERED anew, helm is not installed\n');

describe('Helm', () => {
  it.each(EXAMPLES)('renders %s as it is committed', (name) => {
    if (!hasHelm) return;
    expect(script('print', name).stdout).toBe(rendered(name));
  });

  it.each([
    ['small', 'secret.existing=', 'Secrets do not stand in values'],
    ['small', 'persistence.enabled=false', 'would go with it'],
    ['small', 'replicas=2', 'Several replicas need a PostgreSQL'],
    ['large', 'secret.keys={JWT_SECRET,DATABASE_URL}', 'Several replicas need a Redis'],
    ['large', 'secret.keys={DATABASE_URL}', 'JWT_SECRET is missing'],
    ['large', 'persistence.enabled=true', 'one volume is for one pod'],
    ['large', 'ingress.host=', 'the name under which people open the portal'],
    ['large', 'secret.existing=mine', 'choose between'],
    ['large', 'config.JWT_SECRET=abc', "additional properties 'JWT_SECRET' not allowed"],
    ['large', 'config.OLLAMA_HOST=false', 'got boolean, want string'],
  ])('refuses %s with %s', (name, change, sentence) => {
    if (!hasHelm) return;
    const { status, stderr } = script('print', name, '--set', change);
    expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
  });
});
