import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { textOf, until, type Client } from './client.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

let dir: string;
let fake: FakeLlm;
const running: ServerProcess[] = [];
const start = async (env: NodeJS.ProcessEnv = {}) => {
  const server = await ServerProcess.start({ DATA_DIR: dir, OLLAMA_HOST: fake.url, ...env });
  running.push(server);
  return server;
};

beforeEach(async () => {
  dir = await newDataDir();
  fake = await startFakeLlm();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop('SIGKILL')));
  await removeDataDir(dir);
  await fake.close();
});

const asAdmin = (server: ServerProcess): Promise<Client> => server.client.login('admin', 'admin123');

it('Ctrl-C waits for no open stream, neither a live tail nor a program’s answer', async () => {
  fake.setScenario('gated');
  const server = await start();
  const admin = await asAdmin(server);
  const { key_value } = (await admin.post('/api/developer/api-keys', {})).body;
  const tail = await admin.stream('/api/admin/logs/stream');
  const answer = server.client
    .with({ authorization: `Bearer ${key_value}` })
    .post('/v1/chat/completions', { model: 'gemma2:2b', messages: [{ role: 'user', content: 'x' }], stream: true })
    .catch(() => undefined);
  const whole = server.client
    .withKey(key_value)
    .post('/v1/chat/completions', { model: 'gemma2:2b', messages: [{ role: 'user', content: 'y' }] })
    .catch(() => undefined);
  await fake.waitForRequest();
  expect((await server.stop('SIGINT')).code).toBe(0);
  await Promise.all([answer, whole]);
  tail.close();
});

describe('the embedded database', () => {
  it('keeps every row over a restart, and ends with the server', async () => {
    const first = await start();
    const chat = (await (await asAdmin(first)).post('/api/chat', { prompt: 'remember me' })).body;
    const pid = Number((await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
    const { code, output } = await first.stop('SIGINT');
    expect([code, output]).toEqual([0, expect.stringContaining('Stopped.')]);
    expect(() => process.kill(pid, 0)).toThrow();
    const second = await start();
    const { messages } = (await (await asAdmin(second)).get(`/api/chat/threads/${chat.thread_id}`)).body;
    expect(messages.map(({ content }: { content: string }) => content)).toEqual(['remember me', chat.response]);
  });

  it(
    'nothing acknowledged is lost and no zombie answers: kill -9 in mid-answer keeps the prompt and the partial ' +
      'text',
    async () => {
      fake.setScenario('gated');
      const first = await start();
      const admin = await asAdmin(first);
      const frames = (await admin.stream('/api/chat', { prompt: 'survive', stream: true, cache: 'bypass' }))[
        Symbol.asyncIterator
      ]();
      fake.release(3);
      const seen = [
        ...(await until(frames, 'delta')),
        ...(await until(frames, 'delta')),
        ...(await until(frames, 'delta')),
      ];
      const { thread_id } = seen[0]!.data;
      // The partial text is saved within a second; wait for that, then kill.
      let saved = '';
      while (saved !== textOf(seen))
        saved = (await admin.get(`/api/chat/threads/${thread_id}`)).body.messages[1].content;
      await first.stop('SIGKILL');
      await fake.waitForAbort();

      const second = await start();
      const again = await asAdmin(second);
      const thread = (await again.get(`/api/chat/threads/${thread_id}`)).body;
      expect(thread.running).toBe(false);
      expect(thread.messages).toMatchObject([
        { content: 'survive', status: 'complete' },
        { content: textOf(seen), status: 'failed', finish_reason: 'error', error: { code: 'run.interrupted' } },
      ]);
      fake.setScenario('hello');
      expect((await again.post(`/api/chat/messages/${thread.messages[1].id}/regenerate`, {})).status).toBe(200);
    },
  );

  it('a stopping server notifies the readers of a running answer, and keeps its text', async () => {
    fake.setScenario('gated');
    const first = await start();
    const admin = await asAdmin(first);
    const frames = (await admin.stream('/api/chat', { prompt: 'stopping', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    fake.release(1);
    const seen = await until(frames, 'delta');
    const [end, stopped] = await Promise.all([until(frames, 'error'), first.stop('SIGINT')]);
    expect(end.at(-1)!.data.code).toBe('run.interrupted');
    expect(stopped.code).toBe(0);
    const second = await start();
    const { messages } = (await (await asAdmin(second)).get(`/api/chat/threads/${seen[0]!.data.thread_id}`)).body;
    expect(messages[1]).toMatchObject({ status: 'failed', content: textOf(seen) });
  });

  it('F2: after SIGTERM it is not ready, rejects questions, and lets the answer in progress finish', async () => {
    fake.setScenario('gated');
    fake.clear();
    const first = await start();
    const admin = await asAdmin(first);
    const frames = (await admin.stream('/api/chat', { prompt: 'leaving', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    fake.release(1);
    await until(frames, 'delta');
    first.child.kill('SIGTERM');
    let ready = 200;
    while (ready === 200) ready = (await first.client.get('/health/ready')).status;
    expect(ready).toBe(503);
    expect((await admin.post('/api/chat', { prompt: 'one more' })).body).toMatchObject({
      status: 503,
      code: 'server.stopping',
    });
    expect((await admin.get('/api/chat/threads')).status).toBe(200);
    fake.release(Infinity);
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
    expect((await first.ended()).code).toBe(0);
  });

  it('F2: waits no longer than configured, and not at all after a second signal', async () => {
    for (const [grace, signals] of [
      ['1', ['SIGTERM']],
      ['600', ['SIGTERM', 'SIGINT']],
    ] as const) {
      fake.setScenario('gated');
      const server = await start({ SHUTDOWN_GRACE_SECONDS: grace });
      const frames = (
        await (await asAdmin(server)).stream('/api/chat', { prompt: 'hanging', stream: true, cache: 'bypass' })
      )[Symbol.asyncIterator]();
      fake.release(1);
      await until(frames, 'delta');
      for (const signal of signals) server.child.kill(signal);
      expect((await until(frames, 'error')).at(-1)!.data.code).toBe('run.interrupted');
      expect((await server.ended()).code).toBe(0);
    }
  });

  it('stops cleanly when its terminal is gone', async () => {
    const first = await start();
    first.child.stdout!.destroy();
    first.child.stderr!.destroy();
    expect((await first.stop('SIGHUP')).code).toBe(0);
  });

  it('does not mistake another process for its database when a crash left a stale pid file', async () => {
    const first = await start();
    const chat = (await (await asAdmin(first)).post('/api/chat', { prompt: 'before the crash' })).body;
    const file = path.join(dir, 'postgres/postmaster.pid');
    const stale = (await readFile(file, 'utf8')).split('\n');
    await first.stop();
    const stranger = spawn('sleep', ['600']);
    try {
      await writeFile(file, [stranger.pid, ...stale.slice(1)].join('\n'));
      const second = await start();
      expect((await (await asAdmin(second)).get(`/api/chat/threads/${chat.thread_id}`)).status).toBe(200);
      await second.stop();
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('never resets a changed admin password', async () => {
    const first = await start();
    await (
      await asAdmin(first)
    ).put('/api/auth/password', { current_password: 'admin123', new_password: 'a much better one' });
    await first.stop();
    const second = await start();
    expect((await second.client.post('/api/auth/login', { username: 'admin', password: 'admin123' })).status).toBe(401);
    expect(
      (await second.client.post('/api/auth/login', { username: 'admin', password: 'a much better one' })).body.user
        .must_change_password,
    ).toBe(false);
  });
});
