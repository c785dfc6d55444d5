// `pnpm test:python`: the SDKs for Python against the portal, each in a program of `apps/api/test/sdk-python`. Needs
// Python 3.10 or newer and PyPI; says so and skips where one of them is missing. `pnpm test:python openai` runs one.
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from './build.mjs';
import { root } from './run.mjs';

const FOLDER = path.join(root, 'apps/api/test/sdk-python');
const ADMIN_PASSWORD = 'sdk-programs-0123456789';
const run = promisify(execFile);

/** A Python with the packages, in a folder of its own. @throws Error that says what is missing */
async function prepare(scratch) {
  const python = process.env.PYTHON ?? 'python3';
  const venv = path.join(scratch, 'venv');
  await run(python, ['-c', 'import sys; assert sys.version_info >= (3, 10), "Python is older than 3.10"']);
  await run(python, ['-m', 'venv', venv]);
  const own = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r'];
  await run(own, [...install, path.join(FOLDER, 'requirements.txt')], { maxBuffer: 1 << 24 });
  return own;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The built server, as a person starts it. */
async function startPortal(dataDir, ollama) {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(root, 'apps/api/dist/main.js')], {
    cwd: os.tmpdir(),
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: String(port),
      OLLAMA_HOST: ollama,
      EMBEDDED_ENGINE: 'off',
      ADMIN_PASSWORD,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => (printed += text).includes('Stop with Ctrl-C') && resolve());
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${printed}`)));
  });
  const stop = () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function newKey(url) {
  const post = async (path, body, headers = {}) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const reply = await fetch(url + path, { ...init, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const { token } = await post('/api/auth/login', { username: 'admin', password: ADMIN_PASSWORD });
  return (await post('/api/developer/api-keys', {}, { authorization: `Bearer ${token}` })).key_value;
}

/** Runs one program. @returns {Promise<{ step: string, error: string | null }[]>} */
function perform(python, file, env) {
  return new Promise((resolve) => {
    const child = spawn(python, ['-W', 'ignore', path.join(FOLDER, file)], {
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', NO_PROXY: '127.0.0.1', ...env },
    });
    let [out, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('close', (code) => {
      const steps = out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      // A program that broke off has told less than it was to do.
      if (code !== 0) steps.push({ step: 'runs to its end', error: said.trim().slice(-2000) || `exit code ${code}` });
      resolve(steps);
    });
  });
}

const wanted = process.argv.slice(2);
const programs = (await readdir(FOLDER))
  .filter((file) => /^with_\w+\.py$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file === `with_${name.replaceAll('-', '_')}.py`))
  .sort();
const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-python-'));
await chmod(scratch, 0o755); // PostgreSQL may run as another user.
const rows = [];
let undo = [() => rm(scratch, { recursive: true, force: true })];
try {
  const python = await prepare(scratch).catch((error) => {
    console.log(`SKIPPED: the SDKs for Python need Python 3.10 or newer and PyPI.\n${error.stderr || error.message}`);
  });
  if (python) {
    await build({ web: false });
    const { scenarioText, startFakeLlm } = await import('../libs/fake-llm/dist/index.js');
    const fake = await startFakeLlm();
    undo = [() => fake.close(), ...undo];
    const portal = await startPortal(path.join(scratch, 'data'), fake.url);
    undo = [portal.stop, ...undo];
    const env = {
      PORTAL_URL: portal.url,
      PORTAL_KEY: await newKey(portal.url),
      FAKE_URL: fake.url,
      FAKE_HELLO: scenarioText('hello'),
    };
    for (const file of programs)
      for (const { step, error } of await perform(python, file, env))
        rows.push({ program: file.slice('with_'.length, -'.py'.length), step, error });
  }
} finally {
  for (const step of undo) await step();
}
for (const { program, step, error } of rows) console.log(`${error ? 'FAIL' : 'ok  '}  ${program.padEnd(18)} ${step}`);
for (const { program, step, error } of rows.filter(({ error }) => error))
  console.log(`\n${program}, ${step}:\n  ${error}`);
const failed = rows.filter(({ error }) => error).length;
const skipped = rows.length === 0 ? programs.length : 0;
console.log(`\n${rows.length - failed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
