import { startFakeLlm } from '@pocket-llm/fake-llm';
import pg from 'pg';
import { contradictions, lostLogLines } from './crash-checks.js';
import { answerTo, CrashLoad, seeded } from './crash-load.js';
import { eventually } from './clock.js';
import { ADMIN_PASSWORD, PASSWORD } from './portal.js';
import { freePort, newDataDir, removeDataDir, ServerProcess } from './process.js';

/** The log may lose what it collects for 200 ms; the rest is the write itself, which a busy machine draws out. */
const LOG_WINDOW_MS = 1_000;

export interface Crashes {
  kills: number;
  seed: number;
  /** Steps of the load, at most, between a start and its kill. */
  steps: number;
  env: NodeJS.ProcessEnv;
  /** URL of the database, once the server has started with this data directory. */
  databaseOf: (dataDir: string) => Promise<string>;
}

/** What a series of crashes did, and what contradicts the guarantee afterwards (lists that must be empty). */
export interface CrashReport {
  kills: number;
  questions: number;
  interrupted: number;
  contradictions: Record<string, unknown[]>;
}

/** Kills a server under load again and again, each time at a random step; then checks what it had acknowledged. */
export async function crashRepeatedly({ kills, seed, steps, env, databaseOf }: Crashes): Promise<CrashReport> {
  const fake = await startFakeLlm({ scenario: { text: answerTo, delayMs: 2 } });
  const dir = await newDataDir();
  const settings = {
    DATA_DIR: dir,
    PORT: String(await freePort()),
    OLLAMA_HOST: fake.url,
    LLM_MAX_PARALLEL: '64',
    LOG_LEVEL: 'error',
    ...env,
  };
  let server = await ServerProcess.start(settings);
  const sql = new pg.Pool({ connectionString: await databaseOf(dir), max: 2 });
  sql.on('error', () => undefined);
  try {
    const load = new CrashLoad(await askers(server, 4), seed);
    const lostLines: unknown[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const working = load.work();
      await load.afterSteps(1 + Math.floor(seeded(seed, 'kill', kill) * steps));
      const killedAt = Date.now();
      await server.stop('SIGKILL');
      await working;
      server = await ServerProcess.start(settings);
      const told = load.records.requests.splice(0).filter(({ at }) => at < killedAt - LOG_WINDOW_MS);
      lostLines.push(
        ...(await lostLogLines(
          sql,
          told.map(({ id }) => id),
        )),
      );
    }
    await load.retryOpen();
    const count = async (where: string) =>
      (await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM chat_messages WHERE ${where}`)).rows[0]!.n;
    await eventually(async () => (await count(`status IN ('queued', 'running')`)) === 0);
    return {
      kills,
      questions: load.records.questions.length,
      interrupted: await count(`error ->> 'code' = 'run.interrupted'`),
      contradictions: { ...(await contradictions(sql, load.records)), lostLines },
    };
  } finally {
    await sql.end();
    await server.stop('SIGKILL');
    await removeDataDir(dir);
    await fake.close();
  }
}

async function askers(server: ServerProcess, count: number) {
  const admin = await server.client.login('admin', ADMIN_PASSWORD);
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const name = `asker-${i}`;
      await admin.post('/api/auth/register', {
        username: name,
        email: `${name}@example.org`,
        password: PASSWORD,
        role: 'developer',
      });
      return server.client.login(name, PASSWORD);
    }),
  );
}
