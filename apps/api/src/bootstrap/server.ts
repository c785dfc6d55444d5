import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Runtime } from './app.module.js';
import { createApp } from './app.setup.js';
import { ENTITIES } from './entities.js';
import { compiled } from '../common/compiled.js';
import { openTelemetry } from '../common/tracing/otel.js';
import { useTracer } from '../common/tracing/tracing.js';
import type { Env } from '../config/env.js';
import { keptSecret, openDataDir } from '../config/secrets.js';
import { connectDatabase } from '../database/connect.js';
import { createBackends, type LlmBackend } from '../llm/index.js';
import { SqlConsole } from '../modules/admin/index.js';
import { FirstAdmin } from '../modules/auth/index.js';
import { RunLifecycle } from '../modules/chat/index.js';
import { HealthService } from '../modules/health/index.js';
import { ModelsService, PullsService } from '../modules/models/index.js';

const SQL_PROCESS = compiled('modules/admin/database/process/main.js');

/** How long a request may be on its way to a process that is being stopped. */
const LAST_REQUESTS_MS = 1_000;
/** How often connections are closed whose answer has ended meanwhile. */
const CLOSE_IDLE_MS = 200;

/** A server that is up. */
export interface Server {
  app: NestFastifyApplication;
  url: string;
  /** For the banner. */
  databaseLabel: string;
  backends: LlmBackend[];
  /**
   * Password of the admin account, when this start created the account and the environment did not set the password.
   */
  adminPassword?: string;
  /**
   * Makes the readiness check fail, rejects new questions, and lets answers in progress finish for the configured time.
   */
  drain(): Promise<void>;
  /** Ends runs with a last event to their readers, flushes the logs, closes the pool, stops an embedded database. */
  close(): Promise<void>;
}

/**
 * Starts everything in order: data directory, database, application, port. When a step fails, the earlier steps are
 * undone.
 * @param site folder of the built web app
 * @throws Error whose message says what to do
 */
export async function startServer(env: Env, site?: string): Promise<Server> {
  const dataDir = await openDataDir(env.DATA_DIR);
  const jwtKey = env.JWT_SECRET ?? (await keptSecret(dataDir, 'jwt'));
  const opening = connectDatabase(env, dataDir, jwtKey, ENTITIES);
  // The application is put together meanwhile; without a database it would wait for ever, unseen.
  const opened = opening.catch(() => new Promise<never>(() => undefined));
  const backends = createBackends({
    ollama: env.OLLAMA_HOST,
    openai: env.OPENAI_BASE_URL ? { url: env.OPENAI_BASE_URL, apiKey: env.OPENAI_API_KEY } : undefined,
    embedded:
      env.EMBEDDED_ENGINE === 'auto' ? { folder: path.join(dataDir, 'models'), sources: env.GGUF_SOURCES } : undefined,
  });
  const tracer = env.OTEL_EXPORTER_OTLP_ENDPOINT ? openTelemetry(env.OTEL_EXPORTER_OTLP_ENDPOINT) : undefined;
  useTracer(tracer);
  const runtime: Runtime = {
    env,
    backends,
    jwtKey,
    dataSource: opened.then(({ dataSource }) => dataSource),
    console: opened.then(
      ({ consoleUrl: readerUrl, writerUrl, consoleProblem: problem, consoleGaps: gaps }) =>
        new SqlConsole({ readerUrl, writerUrl, problem, gaps, entry: SQL_PROCESS }),
    ),
  };
  const creating = createApp(runtime, site);
  let app: NestFastifyApplication | undefined;
  const close = async () => {
    const database = await opening.catch(() => undefined);
    if (database) await (await runtime.console).close();
    await app?.close();
    await Promise.all(backends.map((backend) => backend.close()));
    await tracer?.close();
    if (!app) await database?.dataSource.destroy();
    await database?.stop();
  };
  try {
    // The first failure of the two is the reason.
    const [{ exclusive, label }, running] = await Promise.all([opening, creating]);
    app = running;
    await app.get(RunLifecycle, { strict: false }).begin(exclusive);
    await app.get(PullsService, { strict: false }).begin(exclusive);
    const adminPassword = await app.get(FirstAdmin, { strict: false }).ensure();
    await app.get(ModelsService, { strict: false }).ensureDefault();
    await listen(app, env);
    return {
      app,
      url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
      databaseLabel: label,
      backends,
      adminPassword,
      drain: () => drain(running, env),
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

async function drain(app: NestFastifyApplication, { REDIS_URL, SHUTDOWN_GRACE_SECONDS }: Env): Promise<void> {
  app.get(HealthService, { strict: false }).leave();
  if (REDIS_URL !== undefined) await leaveToOthers(app);
  await app.get(RunLifecycle, { strict: false }).drain(SHUTDOWN_GRACE_SECONDS * 1_000);
}

/**
 * With several processes a proxy takes the next one when this one accepts no connection, and nobody sees an error. What
 * was sent before is still answered here; answers in progress are read on elsewhere.
 */
async function leaveToOthers(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  // Not that of the HTTP server, which closes idle connections: a proxy may be sending a question on one of them.
  NetServer.prototype.close.call(server);
  // A proxy keeps connections: each carries one more question at most.
  server.prependListener('request', (_: unknown, response: ServerResponse) =>
    response.setHeader('Connection', 'close'),
  );
  await setTimeout(LAST_REQUESTS_MS);
  setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS).unref();
}

async function listen(app: NestFastifyApplication, { HOST, PORT }: Env): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(
        `Port ${PORT} on ${HOST} is taken by another program. Stop that one, or choose another port: PORT=${PORT + 1}.`,
      );
    if (code === 'EACCES')
      throw new Error(`This user may not listen on port ${PORT}. Choose one above 1023: PORT=8000.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Error(
        'HOST is not an address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its ' +
          'addresses.',
      );
    throw error;
  }
}
