// What another person notices while one person attacks: the 99th percentile of health, sign-in and thread list against
// the same portal at rest, and the memory that the attack takes. The attacker is a process of its own with the lowest
// priority, because on a real network it would not share the server's cores.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { call } from './lib/http.mjs';
import { newDataDir, removeDataDir, signIn, startFake, startPortal } from './lib/portal.mjs';
import { residentMb } from './lib/proc.mjs';

const ATTACKS = ['streams', 'runs', 'keys', 'unread'];
const WATCHED_MS = 8_000;
/** A sign-in hashes for some 30 ms, so it is asked for less often. */
const CALLS_PER_LOGIN = 20;
const PASSWORD = 'correct horse battery';

export async function attack({ runs, sample }) {
  for (let run = 0; run < runs; run++) {
    const fake = await startFake({ delayMs: 5, slots: 256 });
    const dir = await newDataDir();
    const portal = await startPortal(dir, { OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off' });
    const { victim, attackers } = await people(portal.url);
    await watch(portal.url, victim); // Compiles the hot paths.
    for (const name of ATTACKS) {
      const before = residentMb(portal.pid);
      const idle = await watch(portal.url, victim);
      const child = await begin(name, portal.url, attackers[name]);
      const attacked = await watch(portal.url, victim);
      const memory = residentMb(portal.pid) - before;
      console.log(name, await end(child), { idle, attacked, memory });
      await close(portal.url, attackers[name]);
      for (const [what, ms] of Object.entries(attacked))
        sample(
          `attack-${name}-${what}`,
          `Attack "${name}": p99 of ${what}, against the same at rest`,
          '×',
          ms / idle[what],
        );
      sample(`attack-${name}-memory`, `Attack "${name}": memory of the server, more than before`, 'MB', memory);
    }
    await portal.stop();
    await removeDataDir(dir);
    await fake.stop();
  }
}

async function people(url) {
  const admin = await signIn(url);
  const make = async (username, role) => {
    const account = { username, email: `${username}@example.org`, password: PASSWORD, role };
    await call(`${url}/api/auth/register`, { method: 'POST', token: admin, body: account });
    const { body } = await call(`${url}/api/auth/login`, { method: 'POST', body: { username, password: PASSWORD } });
    return body.token;
  };
  const attackers = {};
  for (const name of ATTACKS) {
    const token = await make(`attacker-${name}`, 'developer');
    const { body } = await call(`${url}/api/developer/api-keys`, { method: 'POST', token, body: {} });
    attackers[name] = { token, key: body.key_value };
  }
  return { victim: await make('victim', 'user'), attackers };
}

/** Ends what an attacker left running: a person's answers outlive the connections. */
async function close(url, { token }) {
  const { status } = await call(`${url}/api/auth/me`, { method: 'DELETE', token });
  if (status !== 204) throw new Error(`erasing an attacker: ${status}`);
}

async function begin(name, url, { token, key }) {
  const file = fileURLToPath(new URL('attacker.mjs', import.meta.url));
  const child = spawn('nice', ['-n', '19', process.execPath, file, name, url, token, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  await once(child.stdout, 'data');
  return child;
}

/** @returns {Promise<string>} how often the attacker got which status */
async function end(child) {
  const last = once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [text] = await last;
  await once(child, 'exit');
  return text.trim();
}

/** 99th percentiles in milliseconds. @throws when a call is not answered with 200 */
async function watch(url, token) {
  const times = { health: [], login: [], threads: [] };
  const timed = async (what, path, options) => {
    const began = performance.now();
    const { status } = await call(url + path, options);
    if (status !== 200) throw new Error(`${what}: ${status}`);
    times[what].push(performance.now() - began);
  };
  const credentials = { username: 'victim', password: PASSWORD };
  const until = performance.now() + WATCHED_MS;
  for (let i = 0; performance.now() < until; i++) {
    await timed('health', '/health');
    await timed('threads', '/api/chat/threads', { token });
    if (i % CALLS_PER_LOGIN === 0) await timed('login', '/api/auth/login', { method: 'POST', body: credentials });
  }
  return Object.fromEntries(Object.entries(times).map(([what, all]) => [what, percentile(all, 0.99)]));
}

const percentile = (values, share) => values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1];
