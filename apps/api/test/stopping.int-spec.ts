import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import pg from 'pg';
import { until, type Client, type EventStream, type SseFrame } from './client.js';
import { eventually } from './clock.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase, PASSWORD } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

const PEOPLE = 5;
/** As many as one account may have open. */
const STREAMS_EACH = 20;
/** Streams of a program on /v1, which are no runs. */
const PROGRAM = 100;
const LIVE = PEOPLE * STREAMS_EACH + PROGRAM;

let fake: FakeLlm;
let dir: string;
let url: string;
let server: ServerProcess;
let sql: pg.Client;
let people: Client[];
let program: Client;

beforeAll(async () => {
  fake = await startFakeLlm({ slots: LIVE });
  dir = await newDataDir();
  url = await newDatabase();
  sql = new pg.Client(url);
  await sql.connect();
  await start({});
  const admin = await server.client.login('admin', ADMIN_PASSWORD);
  for (let i = 0; i < PEOPLE; i++) await admin.post('/api/auth/register', account(i));
  await server.stop();
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await sql.end();
  await fake.close();
  await removeDataDir(dir);
});

const account = (i: number) => ({
  username: `person-${i}`,
  email: `person-${i}@example.org`,
  password: PASSWORD,
  role: 'developer',
});

async function start(env: NodeJS.ProcessEnv): Promise<void> {
  server = await ServerProcess.start({
    DATA_DIR: dir,
    DATABASE_URL: url,
    JWT_SECRET,
    OLLAMA_HOST: fake.url,
    LLM_MAX_PARALLEL: String(LIVE),
    LLM_MAX_PARALLEL_PER_USER: String(LIVE),
    LOG_LEVEL: 'error',
    ...env,
  });
}

interface Live {
  chats: { stream: EventStream; frames: AsyncGenerator<SseFrame> }[];
  /** What the program reads after its first part, up to the end of each stream. */
  programs: Promise<string>[];
}

/** Opens all the streams; each has received a part of its answer. */
async function openStreams(each: number, ofProgram: number): Promise<Live> {
  fake.setScenario('gated');
  fake.clear();
  people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, i) => server.client.login(account(i).username, PASSWORD)),
  );
  program = server.client.withKey((await people[0]!.post('/api/developer/api-keys', {})).body.key_value);
  const chats = people.flatMap((person) =>
    Array.from({ length: each }, async () => {
      const stream = await person.stream('/api/chat', { prompt: 'go on', stream: true, cache: 'bypass' });
      const frames = stream[Symbol.asyncIterator]();
      await until(frames, 'delta');
      return { stream, frames };
    }),
  );
  const programs = Array.from({ length: ofProgram }, async () => {
    const stream = await program.with({ 'cache-control': 'no-cache' }).stream('/v1/chat/completions', {
      model: 'gemma2:2b',
      messages: [{ role: 'user', content: 'go on' }],
      stream: true,
    });
    const chunks = stream.chunks()[Symbol.asyncIterator]();
    let text = '';
    while (!text.includes('"content":')) text += (await chunks.next()).value;
    return async () => {
      for (let step = await chunks.next(); !step.done; step = await chunks.next()) text += step.value;
      return text;
    };
  });
  await eventually(() => fake.requests.filter(({ path }) => path === '/api/chat').length === PEOPLE * each + ofProgram);
  fake.release(PEOPLE * each + ofProgram);
  const reading = await Promise.all(programs);
  return { chats: await Promise.all(chats), programs: reading.map((rest) => rest()) };
}

const question = { model: 'gemma2:2b', messages: [{ role: 'user', content: 'one more' }] };

/** How many answered requests to this address are in the log. */
const logged = async (endpoint: string) =>
  (
    await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM logs WHERE endpoint = $1 AND status_code = 200`, [
      endpoint,
    ])
  ).rows[0]!.n;

it(`F2: after SIGTERM with ${LIVE} live streams nothing new begins, and every stream finishes`, async () => {
  await start({});
  const { chats, programs } = await openStreams(STREAMS_EACH, PROGRAM);
  server.child.kill('SIGTERM');
  await eventually(async () => (await server.client.get('/health/ready')).status === 503);
  for (const refused of [
    await people[0]!.post('/api/chat', { prompt: 'one more' }),
    await program.post('/v1/chat/completions', question),
    await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: 'one more' }),
    await program.post('/v1/messages', { ...question, max_tokens: 5 }),
    await program.post('/ollama/api/chat', question),
  ]) {
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  }
  fake.release(Infinity);
  for (const { frames } of chats) expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
  for (const text of await Promise.all(programs)) expect(text).toMatch(/data: \[DONE\]\n\n$/);
  expect((await server.ended()).code).toBe(0);
  expect(await logged('/api/chat')).toBe(PEOPLE * STREAMS_EACH);
  expect(await logged('/v1/chat/completions')).toBe(PROGRAM);
});

it('F2: streams that outlast the grace each get a last event that says why', async () => {
  await sql.query('TRUNCATE logs');
  await start({ SHUTDOWN_GRACE_SECONDS: '1' });
  const { chats, programs } = await openStreams(2, 10);
  server.child.kill('SIGTERM');
  for (const { frames } of chats)
    expect((await until(frames, 'error')).at(-1)!.data).toMatchObject({ code: 'run.interrupted', status: 503 });
  for (const text of await Promise.all(programs)) expect(text).toMatch(/data: \{"error":.*server\.stopping.*\}\n\n/);
  expect((await server.ended()).code).toBe(0);
  expect(await logged('/api/chat')).toBe(PEOPLE * 2);
  expect(await logged('/v1/chat/completions')).toBe(10);
  const { rows } = await sql.query(
    `SELECT count(*)::int AS n FROM chat_messages WHERE error ->> 'code' = 'run.interrupted' AND content <> ''`,
  );
  expect(rows).toEqual([{ n: PEOPLE * 2 }]);
});
