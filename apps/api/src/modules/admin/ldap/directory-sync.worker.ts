import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Directory } from '../../auth/index.js';
import { DirectorySyncService } from './directory-sync.service.js';

/** How often it is asked whether a comparison is due. */
const LOOK_MS = 30_000;

/** Compares when it is due. Each process of an installation asks; the database decides which one does it. */
@Injectable()
export class DirectorySyncWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Directory');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | undefined;

  constructor(
    private readonly directory: Directory,
    private readonly sync: DirectorySyncService,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.directory.settings?.syncMinutes) return;
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running ??= this.sync
      .runIfDue()
      .catch((error: Error) => this.logger.warn(`Accounts could not be compared: ${error.message}`))
      .finally(() => (this.running = undefined));
  }
}
