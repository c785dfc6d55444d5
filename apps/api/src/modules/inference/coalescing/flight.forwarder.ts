import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { FromOwner } from './flight.messages.js';
import type { FlightSource } from './flights.js';

/** What a model writes within this time goes over together. */
const PAUSE_MS = 25;
/** Items that may be under way. */
const WINDOW = 1_024;
const BEAT_MS = 1_000;
/** After so long without a word the reader is gone. */
const SILENT_MS = 4_000;

/** Passes an execution of this process on to a reader in another. */
export class FlightForwarder {
  private readonly leaving = new AbortController();
  private readonly timer = setInterval(() => this.beat(), BEAT_MS).unref();
  private seen = 0;
  private sent: number;
  private heardAt = performance.now();
  private wake?: () => void;

  /** @param next number of the first item that it wants */
  constructor(
    private readonly id: string,
    private readonly next: number,
    private readonly send: (message: FromOwner) => Promise<number>,
  ) {
    this.sent = next;
  }

  /** Resolves when the execution is over or the reader has left. */
  async forward(source: FlightSource): Promise<void> {
    const { id, next } = this;
    const { signal } = this.leaving;
    let at = 0;
    try {
      for await (const batch of source.subscribe(signal)) {
        const from = Math.max(at, next);
        const items = batch.slice(from - at);
        at += batch.length;
        if (items.length > 0) await this.pass(from, items);
      }
      await this.send({ id, end: at });
    } catch (error) {
      if (!signal.aborted) await this.send({ id, end: at, failure: failureOf(error) }).catch(() => undefined);
    } finally {
      clearInterval(this.timer);
    }
  }

  heard(seen: number): void {
    this.heardAt = performance.now();
    this.seen = Math.max(this.seen, seen);
    this.wake?.();
  }

  close(): void {
    this.leaving.abort(new Error('The reader has left.'));
    this.wake?.();
  }

  private async pass(at: number, items: unknown[]): Promise<void> {
    const { signal } = this.leaving;
    // Lost messages are asked for again.
    await this.send({ id: this.id, at, items }).catch(() => undefined);
    this.sent = at + items.length;
    await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    while (this.sent - this.seen > WINDOW && !signal.aborted)
      await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private beat(): void {
    if (performance.now() - this.heardAt > SILENT_MS) this.close();
    else this.send({ id: this.id, beat: this.sent }).catch(() => undefined);
  }
}

function failureOf(error: unknown): { code: DomainError['code']; detail: string; retryAfter?: number } {
  if (!(error instanceof DomainError)) return { code: 'llm.failed', detail: 'The answer failed. Ask again.' };
  const { code, detail, retryAfter } = error;
  return { code, detail, retryAfter };
}
