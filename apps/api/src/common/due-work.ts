import type { Logger } from '@nestjs/common';

/** Shortest time between two looks, in milliseconds: a clock that is a little off must not make a loop of them. */
const LEAST_WAIT_MS = 100;

interface DueWorkOptions {
  logger: Logger;
  /** Beginning of the sentence that says that a look failed, such as `Webhooks`. */
  what: string;
  /** Longest time until it looks again, in milliseconds: another process may have added something. */
  mostWaitMs: number;
  /** Begins what is due. @returns milliseconds until more is; nothing when that is not known */
  begin: () => Promise<number | undefined>;
}

/**
 * Looks in the database for work that is due: whenever it is told that there may be some, and when the next is due. One
 * look at a time; a call meanwhile looks once more after it.
 */
export class DueWork {
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: DueWorkOptions) {}

  get isStopped(): boolean {
    return this.stopped;
  }

  look(): void {
    if (this.stopped) return;
    this.again = true;
    this.looking ??= this.once().finally(() => {
      this.looking = undefined;
      if (this.again) this.look();
    });
  }

  /** Looks no more. @returns when a look in progress is over */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async once(): Promise<void> {
    const { logger, what, mostWaitMs, begin } = this.options;
    let wait: number | undefined;
    this.again = false;
    try {
      wait = await begin();
    } catch (error) {
      logger.warn(`${what} could not be looked for: ${(error as Error).message}`);
    }
    clearTimeout(this.timer);
    if (this.stopped) return;
    const ms = Math.max(Math.min(wait ?? mostWaitMs, mostWaitMs), LEAST_WAIT_MS);
    this.timer = setTimeout(() => this.look(), ms).unref();
  }
}
