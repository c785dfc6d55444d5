import path from 'node:path';
import { banner } from './banner.js';
import { EnvError, startEnv, type Place } from '../config/env.js';
import { giveBackWhenIdle, growYoungGeneration } from './heap.js';
import { resetSecondFactor } from './reset-second-factor.js';
import { startServer, type Server } from './server.js';
import { isFurtherWorker, startsWorkers, startWorkers } from './workers.js';

export { rehearse } from './rehearsal.js';

/** How long a clean stop may take before the process exits anyway, in milliseconds. */
const SHUTDOWN_TIMEOUT_MS = 30_000;
/** Signals within this time, in milliseconds, are the same one. */
const SAME_SIGNAL_MS = 500;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * SIGTERM comes from a service manager, so answers in progress may finish. Ctrl-C, or a second signal, means that
 * nobody wants to wait.
 */
async function stop(server: Server, signal: string, hurry: Promise<void>): Promise<never> {
  if (signal === 'SIGTERM') await Promise.race([server.drain(), hurry]);
  if (!isFurtherWorker()) say(`\n${signal}: stopping; answers in progress keep the text they have.`);
  setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
  await server.close();
  if (!isFurtherWorker()) say('Stopped.');
  process.exit(0);
}

async function main(place: Place): Promise<void> {
  const env = startEnv(place);
  if (startsWorkers(env.WORKERS)) return startWorkers(env.WORKERS);
  const server = await startServer(env, path.resolve(import.meta.dirname, '../../../web/dist'));
  let hurryUp: (() => void) | undefined;
  let first: { signal: string; at: number } | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      // One that goes to a group of processes comes once more from the process that started this one.
      if (first?.signal === signal && now - first.at < SAME_SIGNAL_MS) return;
      first ??= { signal, at: now };
      if (hurryUp) return hurryUp();
      const hurry = new Promise<void>((resolve) => (hurryUp = resolve));
      void stop(server, signal, hurry);
    });
  }
  if (!isFurtherWorker()) say(await banner(env, server));
  growYoungGeneration(true);
  giveBackWhenIdle();
}

/**
 * Runs the server in this process until a signal ends it.
 * @param place where the data is while DATA_DIR is not set: in `./data`, or with the person's
 */
export function run(place: Place = 'here'): void {
  // Writing to a terminal that was closed must not keep the server from stopping cleanly.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('unhandledRejection', (reason) =>
    process.stderr.write(`Unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`),
  );
  // Not left to Node, which would show the line of the bundle, of a megabyte.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`Uncaught exception: ${error.stack ?? error.message}\n`);
    process.exit(1);
  });
  main(place).catch((error: Error) => {
    process.stderr.write(`${error instanceof EnvError || error.message ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

/**
 * The command `reset-second-factor NAME`. Ends the process.
 * @param place as for `run`
 */
export async function runReset(name: string, place: Place = 'here'): Promise<never> {
  try {
    say(await resetSecondFactor(startEnv(place), name));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
