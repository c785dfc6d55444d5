import { Logger } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { startCluster, type Cluster } from './cluster.js';

/** Between attempts to start it again, for example while the disk is full. */
const RESTART_INTERVAL_MS = 1_000;

/**
 * Runs the PostgreSQL of this data directory, and starts it again on the same port whenever it ends by itself: the
 * system killed it for its memory, or the disk was full. Its journal keeps every committed row.
 * @throws Error whose message says what to do, when it does not start the first time
 */
export async function superviseCluster(
  dataDir: string,
  password: string,
): Promise<Pick<Cluster, 'port' | 'version' | 'stop'>> {
  const logger = new Logger('PostgreSQL');
  let current = await startCluster(dataDir, password);
  const { port, version } = current;
  let stopping = false;
  /** The attempt to start it that a stop has to wait for. */
  let starting: Promise<Cluster> | undefined;

  const watch = async () => {
    for (;;) {
      await current.ended;
      while (!stopping) {
        logger.error('PostgreSQL has ended unexpectedly, and is started again.');
        starting = startCluster(dataDir, password, port);
        try {
          current = await starting;
          break;
        } catch (error) {
          logger.error((error as Error).message);
          await setTimeout(RESTART_INTERVAL_MS, undefined, { ref: false });
        }
      }
      if (stopping) return;
    }
  };
  void watch();

  return {
    port,
    version,
    stop: async () => {
      stopping = true;
      await starting?.catch(() => undefined);
      await current.stop();
    },
  };
}
