import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

/** Each stands for one kind of secret and occurs nowhere else. */
const CANARIES = {
  password: 'canary-password-2f8c41',
  wrongPassword: 'canary-typo-77ab03',
  providerKey: 'canary-provider-5be201',
  jwtSecret: 'canary-jwt-secret-0123456789abcdef-93cd',
  metricsToken: 'canary-metrics-1d20ff88',
  prompt: 'canary-prompt-c0ffee',
  system: 'canary-system-b1a5ed',
};

let dir: string;
let fake: FakeLlm;
let server: ServerProcess;
beforeAll(async () => {
  dir = await newDataDir();
  fake = await startFakeLlm();
  server = await ServerProcess.start({
    DATA_DIR: dir,
    OLLAMA_HOST: fake.url,
    OPENAI_BASE_URL: `${fake.url}/v1`,
    OPENAI_API_KEY: CANARIES.providerKey,
    JWT_SECRET: CANARIES.jwtSecret,
    METRICS_TOKEN: CANARIES.metricsToken,
    LOG_LEVEL: 'debug',
  });
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await removeDataDir(dir);
  await fake.close();
});

it('A2, J14: no secret and no prompt reaches a log, a metric or an error body', async () => {
  const bodies: string[] = [];
  const tell = <T extends { body: unknown }>(reply: T): T => {
    bodies.push(JSON.stringify(reply.body));
    return reply;
  };
  const { client } = server;
  const account = { username: 'ada', email: 'ada@example.org', password: CANARIES.password };
  tell(await client.post('/api/auth/register', account));
  tell(await client.post('/api/auth/login', { username: 'ada', password: CANARIES.wrongPassword }));
  // A person types the password into the field for the name.
  tell(await client.post('/api/auth/login', { username: CANARIES.password, password: 'x' }));
  const signedIn = await client.post('/api/auth/login', { username: 'ada', password: CANARIES.password });
  const token = signedIn.body.token as string;
  const [cookie] = [signedIn.headers['set-cookie']].flat();
  const refresh = cookie!.split(';')[0]!.split('=')[1]!;
  const admin = await client.login('admin', 'admin123');
  const { id } = signedIn.body.user as { id: string };
  await admin.put(`/api/admin/users/${id}/role`, { role: 'developer' });
  const ada = client.withToken(token);
  const key = (await ada.post('/api/developer/api-keys', {})).body.key_value as string;
  const program = client.withKey(key);
  tell(await ada.post('/api/chat', { prompt: CANARIES.prompt, system: CANARIES.system, surprise: CANARIES.password }));
  await ada.post('/api/chat', { prompt: CANARIES.prompt, system: CANARIES.system });
  fake.setScenario('errorMidStream');
  await ada.post('/api/chat', { prompt: CANARIES.prompt, system: CANARIES.system, cache: 'bypass' });
  tell(
    await program.post('/v1/chat/completions', {
      model: 'none',
      messages: [{ role: 'user', content: CANARIES.prompt }],
    }),
  );
  tell(await client.with({ authorization: `Bearer ${token}x` }).get(`/api/models?token=${token}&key=${key}`));
  tell(await client.withKey(`${key}x`).get('/api/models'));
  tell(await client.with({ cookie: `refresh=${refresh}x` }).post('/api/auth/refresh'));
  tell(await client.post(`/api/nothing/${key}?password=${CANARIES.password}`, { password: CANARIES.password }));
  const metrics = await client.with({ authorization: `Bearer ${CANARIES.metricsToken}` }).get('/metrics');
  expect(metrics.status).toBe(200);
  const logs = await admin.get('/api/admin/logs?limit=1000');
  const audit = await admin.get('/api/admin/audit?limit=200');
  const settings = await admin.get('/api/admin/settings');
  const doctor = await admin.get('/api/admin/doctor');
  const rows = await rowsOf(dir);
  const { output } = await server.stop();

  const secrets = { ...CANARIES, token: token.split('.')[2]!, refresh, key };
  const places = {
    'the process log': output,
    'the request log': JSON.stringify(logs.body),
    'the audit log': JSON.stringify(audit.body),
    metrics: String(metrics.body),
    'error bodies': bodies.join('\n'),
    'settings and doctor': JSON.stringify([settings.body, doctor.body]),
    'the tables of logs and accounts': rows,
  };
  expect(places['the request log']).toContain('ada');
  expect(rows).toContain('argon2id');
  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, secret]) => text.includes(secret))
      .map(([name]) => `${name} in ${place}`),
  );
  // What people write is in their chats, which the last place does not include.
  expect(found).toEqual([]);
});

/** All rows of the tables that hold no chats, as text. */
async function rowsOf(dataDir: string): Promise<string> {
  const port = (await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3]!;
  const password = (await readFile(path.join(dataDir, 'secrets/postgres'), 'utf8')).trim();
  const database = new pg.Client(`postgres://postgres:${password}@127.0.0.1:${port}/pocket_llm`);
  await database.connect();
  const { rows } = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^chat_'`,
  );
  const texts: string[] = [];
  for (const { name } of rows)
    texts.push(JSON.stringify((await database.query(`SELECT row_to_json(t)::text FROM "${name}" t`)).rows));
  await database.end();
  return texts.join('\n');
}
