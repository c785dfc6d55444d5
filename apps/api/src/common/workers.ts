import { Injectable } from '@nestjs/common';
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';

/** How long a process is waited for that gives nothing. */
const ANSWER_MS = 1_000;

/** Between a process that WORKERS has started and the one that started it. */
export type WorkerMessage =
  /** To it: tell me what all have. From it: give me what you have. */
  | { collect: string }
  /** From one: what it has. */
  | { given: string; value: unknown }
  /** To whoever asked: what all have. */
  | { collected: string; values: unknown[] };

/**
 * The processes that WORKERS has started on this machine and that share one port: whoever asks one of them means all.
 * Without WORKERS it is this one alone.
 */
@Injectable()
export class Workers {
  private readonly waiting = new Map<string, (values: unknown[]) => void>();
  private give: () => Promise<unknown> = () => Promise.resolve(undefined);

  constructor() {
    if (cluster.isWorker) process.on('message', (message: WorkerMessage) => void this.take(message));
  }

  /** @param give what this process has, as JSON: asked for by any of them */
  answer(give: () => Promise<unknown>): void {
    this.give = give;
  }

  /** What each process has. */
  async collect(): Promise<unknown[]> {
    if (!cluster.isWorker) return [await this.give()];
    const collect = randomUUID();
    const values = await new Promise<unknown[]>((resolve) => {
      this.waiting.set(collect, resolve);
      process.send!({ collect } satisfies WorkerMessage);
    });
    this.waiting.delete(collect);
    return values;
  }

  private async take(message: WorkerMessage): Promise<void> {
    if ('collected' in message) this.waiting.get(message.collected)?.(message.values);
    if (!('collect' in message)) return;
    const value = await this.give().catch(() => undefined);
    if (process.connected) process.send!({ given: message.collect, value } satisfies WorkerMessage);
  }
}

/** In the process that started the others: passes on what they ask each other. */
export function relayBetweenWorkers(): void {
  const rounds = new Map<string, { values: unknown[]; open: number; end: () => void }>();
  cluster.on('message', (asker, message: WorkerMessage) => {
    if ('given' in message) {
      const round = rounds.get(message.given);
      if (!round) return;
      if (message.value !== undefined) round.values.push(message.value);
      if (--round.open === 0) round.end();
    }
    if (!('collect' in message)) return;
    const { collect } = message;
    const all = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected());
    const end = () => {
      clearTimeout(late);
      const values = rounds.get(collect)?.values ?? [];
      if (rounds.delete(collect) && asker.isConnected()) asker.send({ collected: collect, values });
    };
    const late = setTimeout(end, ANSWER_MS);
    rounds.set(collect, { values: [], open: all.length, end });
    for (const worker of all) worker!.send({ collect } satisfies WorkerMessage);
  });
}
