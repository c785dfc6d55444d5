import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SessionRepository } from './session.repository.js';

const READ_INTERVAL_MS = 60_000;

/**
 * The clock by which access tokens are issued and judged: the database's, so that server processes whose clocks differ
 * agree. It is read once a minute and carried on by a clock that never jumps, so a request costs no query.
 */
@Injectable()
export class TokenClock implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Auth');
  /** Milliseconds between the time of day and `performance.now()`. */
  private offset = performance.timeOrigin;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sessions: SessionRepository) {}

  async onModuleInit(): Promise<void> {
    await this.read();
    // A database that is away is asked again in a minute.
    const again = () => void this.read().catch((error: Error) => this.logger.warn(`No time: ${error.message}`));
    this.timer = setInterval(again, READ_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Whole seconds since 1970. */
  seconds(): number {
    return Math.floor((this.offset + performance.now()) / 1_000);
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    const time = await this.sessions.databaseTime();
    this.offset = time - (asked + performance.now()) / 2;
  }
}
