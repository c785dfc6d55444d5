import { Injectable } from '@nestjs/common';
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';

/** How long a process is waited for that gives nothing. */
const ANSWER_MS = 1_000;

/** Between a process that WORKERS has started and the one that started it. */
export type WorkerMessage =
  /** To it: tell me what all have. From it: give me what you have. */
  | { collect: string }
  /** From one: what it has. */
  | { given: string; value: unknown }
  /** To whoever asked: what all have, and what those had last that have ended since. */
  | { collected: string; values: unknown[]; gone: unknown[] };

/** What each process has, and what those had last that have ended. */
export interface Collected {
  values: unknown[];
  gone: unknown[];
}

/** Of those that have ended. */
const MOST_GONE = 100;
/** A process that ends cannot be told anything; that it has ended is heard of elsewhere. */
const unheard = (): void => undefined;

/**
 * The processes that WORKERS has started on this machine and that share one port: whoever asks one of them means all.
 * Without WORKERS it is this one alone.
 */
@Injectable()
export class Workers {
  private readonly waiting = new Map<string, (all: Collected) => void>();
  private give: () => Promise<unknown> = () => Promise.resolve(undefined);

  constructor() {
    if (cluster.isWorker) process.on('message', (message: WorkerMessage) => void this.take(message));
  }

  /** @param give what this process has, as JSON: asked for by any of them */
  answer(give: () => Promise<unknown>): void {
    this.give = give;
  }

  /** What each process has, and had. */
  async collect(): Promise<Collected> {
    if (!cluster.isWorker) return { values: [await this.give()], gone: [] };
    const collect = randomUUID();
    const all = await new Promise<Collected>((resolve) => {
      this.waiting.set(collect, resolve);
      say({ collect });
    });
    this.waiting.delete(collect);
    return all;
  }

  private async take(message: WorkerMessage): Promise<void> {
    if ('collected' in message) this.waiting.get(message.collected)?.(message);
    if (!('collect' in message)) return;
    const value = await this.give().catch(() => undefined);
    say({ given: message.collect, value });
  }
}

function say(message: WorkerMessage): void {
  if (process.connected) process.send!(message, undefined, undefined, unheard);
}

interface Round {
  values: unknown[];
  /** Who has not answered yet. */
  open: Set<Worker>;
  end(): void;
}

/** In the process that started the others: passes on what they ask each other. */
export function relayBetweenWorkers(): void {
  const rounds = new Map<string, Round>();
  const last = new Map<Worker, unknown>();
  const gone: unknown[] = [];
  const tell = (worker: Worker, message: WorkerMessage) => worker.isConnected() && worker.send(message, unheard);
  cluster.on('fork', (worker) => worker.on('error', unheard));
  cluster.on('exit', (worker) => {
    if (last.has(worker)) gone.push(last.get(worker));
    if (gone.length > MOST_GONE) gone.shift();
    last.delete(worker);
    for (const round of rounds.values()) if (round.open.delete(worker) && round.open.size === 0) round.end();
  });
  cluster.on('message', (worker, message: WorkerMessage) => {
    if ('given' in message) {
      if (message.value !== undefined) last.set(worker, message.value);
      const round = rounds.get(message.given);
      if (!round?.open.delete(worker)) return;
      if (message.value !== undefined) round.values.push(message.value);
      if (round.open.size === 0) round.end();
    }
    if (!('collect' in message)) return;
    const { collect } = message;
    const all = Object.values(cluster.workers ?? {}).filter((one): one is Worker => one?.isConnected() ?? false);
    const round: Round = {
      values: [],
      open: new Set(all),
      end() {
        clearTimeout(late);
        rounds.delete(collect);
        // Of one that is busy, what it had before: a count that goes down looks like a new beginning.
        for (const one of round.open) if (last.has(one)) round.values.push(last.get(one));
        tell(worker, { collected: collect, values: round.values, gone });
      },
    };
    const late = setTimeout(() => round.end(), ANSWER_MS);
    rounds.set(collect, round);
    for (const one of all) tell(one, { collect });
  });
}
