// The real product before a model server of a known speed, and the simulation of the same: do people wait as long?
import { setTimeout as delay } from 'node:timers/promises';
import { ask, call } from '../lib/http.mjs';
import { newDataDir, removeDataDir, signIn, startFake, startPortal } from '../lib/portal.mjs';
import { exponential, randomOf } from './random.mjs';
import { simulate } from './simulate.mjs';

const PARALLEL = 4;
const TOKENS = 25;
const DELAY_MS = 20;
/** Seconds between an answer and the next question. */
const THINK = 1;
const SECONDS = 60;
const POPULATIONS = [6, 10, 14, 20];
const TEXT = Array.from({ length: TOKENS }, (_, i) => ` ${100 + i}`).join('');

/** @returns rows of { people, measured, simulated }: seconds until a place was free, mean and p95 */
export async function checkAgainstProduct(BackendQueue) {
  const fake = await startFake({ delayMs: DELAY_MS, slots: 64 });
  const dir = await newDataDir();
  const env = {
    OLLAMA_HOST: fake.url,
    EMBEDDED_ENGINE: 'off',
    CACHE_TTL_SECONDS: '0',
    LLM_MAX_PARALLEL: String(PARALLEL),
  };
  const portal = await startPortal(dir, env);
  await call(`${fake.url}/__fake/scenario`, { method: 'POST', body: { scenario: { text: TEXT } } });
  const admin = await signIn(portal.url);
  const { body: models } = await call(`${portal.url}/api/models`, { token: admin });
  const model = models.find(({ available, provider }) => available && provider === 'ollama').name;
  const tokens = [];
  for (let i = 0; i < Math.max(...POPULATIONS); i++) tokens.push(await newPerson(portal, admin, i));
  let asked = 0;
  const time = async (token) => {
    const began = performance.now();
    const { first } = await ask(portal.url, token, { prompt: `Question ${asked++}`, model });
    return { first: (first - began) / 1e3, whole: (performance.now() - began) / 1e3 };
  };
  // One who is alone never waits: what is left is the model's time and ours.
  const alone = [];
  for (let i = 0; i < 20; i++) alone.push(await time(tokens[0]));
  const median = (key) => alone.map((one) => one[key]).sort((a, b) => a - b)[10];
  const [first, whole] = [median('first'), median('whole')];

  const rows = [];
  for (const people of POPULATIONS) {
    const waits = [];
    const end = performance.now() + SECONDS * 1e3;
    const person = async (token, i) => {
      const random = randomOf(1_000 * people + i + 1);
      for (;;) {
        await delay(exponential(random, THINK) * 1e3);
        if (performance.now() > end) return;
        waits.push(Math.max(0, (await time(token)).first - first));
      }
    };
    await Promise.all(tokens.slice(0, people).map(person));
    const { wait } = await simulate({
      BackendQueue,
      hosts: 1,
      parallel: PARALLEL,
      speedOf: () => 1,
      people,
      question: (random) => ({ think: exponential(random, THINK), prefill: 0, tokens: whole }),
      seconds: 20_000,
      warmUp: 100,
    });
    waits.sort((a, b) => a - b);
    const measured = {
      mean: waits.reduce((sum, one) => sum + one, 0) / waits.length,
      p95: waits[Math.floor(0.95 * waits.length)],
    };
    rows.push({ people, questions: waits.length, measured, simulated: wait });
  }
  await portal.stop();
  await fake.stop();
  await removeDataDir(dir);
  return { rows, whole };
}

async function newPerson({ url }, admin, i) {
  const account = { username: `person-${i}`, email: `person-${i}@example.org`, password: 'a long pass phrase 7' };
  const { status, body } = await call(`${url}/api/auth/register`, { method: 'POST', token: admin, body: account });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  const { username, password } = account;
  return (await call(`${url}/api/auth/login`, { method: 'POST', body: { username, password } })).body.token;
}
