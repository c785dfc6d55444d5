// `node scripts/helm.mjs`: lints the chart and renders its examples into deploy/helm/rendered, from which
// apps/api/src/config/helm.spec.ts reads what Kubernetes would get. Needs Helm 3.17 or newer (`helm`, or HELM=/path).
// Where kubeconform is installed, the result is also held against the schemas of Kubernetes (KUBERNETES_SCHEMAS: where
// they are). `print NAME [options of helm]` and `stamp NAME` only print, for that test.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

const HELM = process.env.HELM ?? 'helm';
const CHART = path.join(root, 'deploy/helm/pocket-llm');
const VERSION = ['--kube-version', '1.34.0'];
/** Examples that are values of this chart. */
const EXAMPLES = ['small', 'large'];
const exampleFile = (name) => path.join(root, `deploy/helm/examples/${name}.yaml`);
const renderedFile = (name) => path.join(root, `deploy/helm/rendered/${name}.yaml`);

/** What Kubernetes would get. @throws with Helm's sentence when the chart refuses */
const render = (name, ...options) =>
  execFileSync(
    HELM,
    ['template', 'pocket-llm', CHART, '--namespace', 'chat', '--values', exampleFile(name), ...VERSION, ...options],
    // What is rendered must not depend on a cluster or on settings of whoever renders.
    { encoding: 'utf8', stdio: 'pipe', env: { PATH: process.env.PATH, HOME: '/nonexistent' } },
  );

/** The first line of a rendered file: a chart that changed since has to be rendered again. */
function stampOf(name) {
  const hash = createHash('sha256');
  const files = readdirSync(CHART, { recursive: true })
    .map((file) => path.join(CHART, file))
    .filter((file) => statSync(file).isFile())
    .sort();
  for (const file of [...files, exampleFile(name)]) hash.update(path.relative(root, file)).update(readFileSync(file));
  return `# By scripts/helm.mjs, of sources with the SHA-256 ${hash.digest('hex')}\n`;
}

/** Helm writes the kinds of one rank in any order. */
const sorted = (text) =>
  text
    .split(/^---\n/m)
    .filter(Boolean)
    .sort()
    .join('---\n');

const rendered = (name, ...options) => stampOf(name) + sorted(render(name, ...options));

function renderAll() {
  mkdirSync(path.dirname(renderedFile('')), { recursive: true });
  for (const name of EXAMPLES) {
    execFileSync(HELM, ['lint', '--strict', CHART, '--values', exampleFile(name), ...VERSION], { stdio: 'inherit' });
    writeFileSync(renderedFile(name), rendered(name));
    const schemas = process.env.KUBERNETES_SCHEMAS ?? 'default';
    const { error, status } = spawnSync(
      'kubeconform',
      ['-strict', '-summary', '-schema-location', schemas, renderedFile(name)],
      { stdio: 'inherit' },
    );
    if (error) console.error('kubeconform is not installed: NOT CHECKED against the schemas of Kubernetes');
    else if (status !== 0) process.exitCode = 1;
  }
}

const [command, name, ...options] = process.argv.slice(2);
if (command === 'print') process.stdout.write(rendered(name, ...options));
else if (command === 'stamp') process.stdout.write(stampOf(name));
else renderAll();
