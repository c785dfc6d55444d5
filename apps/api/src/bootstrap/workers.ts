import cluster, { type Worker } from 'node:cluster';
import { relayBetweenWorkers } from '../common/workers.js';

/** A process that ends by itself is started again after a while that doubles until it has run for a minute. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const RAN_WELL_MS = 60_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether `startWorkers` has started this process, and it is not the first, which has said all there is to say. */
export const isFurtherWorker = (): boolean => cluster.isWorker && cluster.worker!.id > 1;

/** Whether this process starts others in place of serving itself. */
export const startsWorkers = (count: number): boolean => count > 1 && cluster.isPrimary;

/**
 * Starts so many processes of the server, which share its port: the first alone, because it may have to prepare the
 * database, then the others. Starts those again that end by themselves. Ends, with all of them, on a signal; a second
 * one means that nobody wants to wait. When the first cannot start, this process ends as it did.
 */
export function startWorkers(count: number): void {
  let stopping = false;
  let exitCode = 0;
  const all = () => Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker !== undefined);
  relayBetweenWorkers();
  for (const signal of SIGNALS)
    process.on(signal, () => {
      stopping = true;
      for (const worker of all()) worker.process.kill(signal);
    });

  /** @param waitMs after which it is started again, unless it ran well */
  const startAgain = (began: number, waitMs: number) => (code: number, signal: string) => {
    if (stopping) return;
    if (performance.now() - began > RAN_WELL_MS) waitMs = FIRST_WAIT_MS;
    process.stderr.write(
      `A server process has ended (${signal || `code ${code}`}); another one starts in ${waitMs / 1_000} s.\n`,
    );
    setTimeout(() => stopping || start(Math.min(waitMs * 2, LONGEST_WAIT_MS)), waitMs);
  };
  const start = (waitMs = FIRST_WAIT_MS): Worker => cluster.fork().once('exit', startAgain(performance.now(), waitMs));
  cluster.on('exit', (_, code) => {
    if (!stopping) return;
    exitCode ||= code;
    if (all().length === 0) process.exit(exitCode);
  });
  const first = cluster.fork();
  const failed = (code: number) => process.exit(stopping ? code : code || 1);
  first.once('exit', failed);
  first.once('listening', () => {
    first.off('exit', failed).once('exit', startAgain(performance.now(), FIRST_WAIT_MS));
    if (stopping) return;
    for (let i = 1; i < count; i++) start();
  });
}
