// W9: how long a gateway takes from the start of its process to its first good answer, on data it has used before.
import { PEERS } from './peers.mjs';

/** @returns a cell for each peer; our data directory is prepared first, and kept */
export async function startCells(peers, double) {
  const cells = new Map();
  for (const peer of peers) {
    const again = await PEERS[peer].prepare?.(double.url);
    cells.set(`start ${peer}`, async () => {
      const started = performance.now();
      const sut = await PEERS[peer].start(double.url, again);
      const ms = sut.readyMs ?? performance.now() - started;
      await sut.stop();
      return { ms };
    });
  }
  return cells;
}
