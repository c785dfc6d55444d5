import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { request } from 'undici';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase, PASSWORD } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';
import { hasRedis, RealRedis } from './real-redis.js';

const ROOT = path.resolve(__dirname, '../../..');
const MIGRATIONS = 'apps/api/src/database/migrations';
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The newest commit before the last migration: what runs at somebody who upgrades. `undefined` without the history. */
function baseCommit(): string | undefined {
  try {
    const last = git('log', '-1', '--first-parent', '--format=%H', '--diff-filter=A', '--', `${MIGRATIONS}/[0-9]*.ts`);
    return git('rev-parse', '--verify', `${last}^1`);
  } catch {
    return undefined;
  }
}

/** Builds the server of a commit with the packages that are installed here. @returns the file that starts it */
async function buildOf(commit: string, dir: string): Promise<string> {
  const archive = execFileSync('git', ['archive', commit, '--', '.'], { cwd: ROOT, maxBuffer: 512 * 2 ** 20 });
  execFileSync('tar', ['-xf', '-', '-C', dir], { input: archive });
  for (const folder of ['.', 'apps/api', 'libs/tiny-model', 'libs/fake-llm'])
    await symlink(path.join(ROOT, folder, 'node_modules'), path.join(dir, folder, 'node_modules')).catch(
      () => undefined,
    );
  // Its pages are not asked for.
  await mkdir(path.join(dir, 'apps/web/dist'), { recursive: true });
  await writeFile(path.join(dir, 'apps/web/dist/index.html'), '<!doctype html>');
  const script = `import(${JSON.stringify(path.join(dir, 'scripts/build.mjs'))}).then((m) => m.build({ web: false }))`;
  execFileSync(process.execPath, ['-e', script], { cwd: dir, stdio: 'inherit' });
  return path.join(dir, 'apps/api/dist/main.js');
}

/** Asks a server of either version; the contract of now does not hold for the one before. */
async function ask(server: ServerProcess, token: string | undefined, method: string, url: string, body?: object) {
  const { statusCode, body: reply } = await request(server.client.url + url, {
    method: method as 'GET',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  const text = await reply.text();
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Bodies of many shapes.
  return { status: statusCode, body: (text && JSON.parse(text)) as any };
}

async function signIn(server: ServerProcess, username: string, password: string): Promise<string> {
  const { body } = await ask(server, undefined, 'POST', '/api/auth/login', { username, password });
  return body.token as string;
}

const base = baseCommit();
if (!base) process.stderr.write('Upgrade: NOT TESTED, the clone does not have the history\n');

let dir: string;
let redis: FakeRedis | RealRedis;
let fake: FakeLlm;
let oldMain: string;
let env: NodeJS.ProcessEnv;
const running = new Set<ServerProcess>();

async function start(main?: string): Promise<ServerProcess> {
  const server = await ServerProcess.start(env, main);
  running.add(server);
  return server;
}
async function stop(server: ServerProcess): Promise<void> {
  running.delete(server);
  expect((await server.stop()).code).toBe(0);
}

beforeAll(async () => {
  if (!base) return;
  redis = await (hasRedis ? RealRedis.start() : FakeRedis.start());
  [dir, fake] = [await newDataDir(), await startFakeLlm()];
  await mkdir(path.join(dir, 'before'));
  oldMain = await buildOf(base, path.join(dir, 'before'));
  env = {
    DATA_DIR: dir,
    DATABASE_URL: await newDatabase('template1'),
    REDIS_URL: redis.url,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    JWT_SECRET,
    LOG_LEVEL: 'error',
  };
});
afterAll(async () => {
  if (!base) return;
  await Promise.all([...running].map((server) => server.stop()));
  await Promise.all([fake.close(), redis.close(), removeDataDir(dir)]);
});

/** A person's chats as a server tells them: what was said in each, oldest first. */
async function history(server: ServerProcess, token: string): Promise<Record<string, string[]>> {
  const { body: threads } = await ask(server, token, 'GET', '/api/chat/threads');
  const told: Record<string, string[]> = {};
  for (const { id } of threads as { id: string }[]) {
    const { body } = await ask(server, token, 'GET', `/api/chat/threads/${id}`);
    told[id] = body.messages.map((message: { role: string; content: string }) => `${message.role}: ${message.content}`);
  }
  return told;
}

const DESKS = ['users', 'models', 'logs', 'audit', 'quotas', 'settings'].map((desk) => `/api/admin/${desk}`);

it('the version before and this one serve one database side by side, and the one before goes on alone', async () => {
  if (!base) return;
  const before = await start(oldMain);
  const ada = { username: 'ada', email: 'ada@example.org', password: PASSWORD };
  expect((await ask(before, undefined, 'POST', '/api/auth/register', ada)).status).toBe(201);
  const old = await signIn(before, 'ada', PASSWORD);
  const say = async (server: ServerProcess, token: string, prompt: string, thread_id?: string) => {
    const question = { prompt, model: 'gemma2:2b', stream: false, ...(thread_id && { thread_id }) };
    const { status, body } = await ask(server, token, 'POST', '/api/chat', question);
    expect([prompt, status, body]).toEqual([prompt, 200, expect.objectContaining({ response: expect.any(String) })]);
    return body.thread_id as string;
  };
  const thread = await say(before, old, 'before the upgrade');

  const after = await start();
  // Expanded: both serve, with the sessions and chats of each other.
  const now = await signIn(after, 'ada', PASSWORD);
  expect((await ask(after, old, 'GET', '/api/auth/me')).body.username).toBe('ada');
  expect((await ask(before, now, 'GET', '/api/auth/me')).body.username).toBe('ada');
  await say(after, old, 'with the old session on the new one', thread);
  await say(before, now, 'and the other way round', thread);
  await say(after, now, 'a chat of the new one');
  await say(before, old, 'a chat of the old one');
  const both = await history(after, now);
  expect(await history(before, old)).toEqual(both);
  expect([Object.keys(both).length, both[thread]!.length]).toEqual([3, 6]);
  const admin = await signIn(before, 'admin', ADMIN_PASSWORD);
  for (const server of [before, after])
    for (const desk of DESKS) expect([desk, (await ask(server, admin, 'GET', desk)).status]).toEqual([desk, 200]);
  await ask(before, now, 'POST', '/api/auth/logout');
  await eventually(async () => (await ask(after, now, 'GET', '/api/auth/me')).status === 401);

  // Rolled back: the version before alone, also started anew, on the database of the new one.
  await stop(after);
  await say(before, old, 'after the rollback', thread);
  await stop(before);
  const again = await start(oldMain);
  expect(Object.keys(await history(again, old))).toHaveLength(3);
  await say(again, old, 'after its restart', thread);
  await stop(again);

  // And up again: nothing was lost on the way.
  const last = await start();
  expect((await history(last, old))[thread]).toHaveLength(10);
});
