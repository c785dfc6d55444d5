import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Changes } from '../../../common/redis/changes.js';
import { SessionService } from '../../auth/index.js';
import { ActiveCompletions } from '../../inference/index.js';
import { QueuedMessageRepository } from '../queued/queued-message.repository.js';
import { MessageRepository } from '../threads/message.repository.js';
import { RunRegistry } from './run.registry.js';

/** How often running answers write a heartbeat, and after how long without one their process counts as gone. */
const HEARTBEAT_INTERVAL_MS = 5_000;
const HEARTBEAT_TIMEOUT_MS = 20_000;
/** After this long an answer has either a live process or is marked failed. */
export const ORPHAN_DETECTION_MS = HEARTBEAT_TIMEOUT_MS + 2 * HEARTBEAT_INTERVAL_MS;

/**
 * Marks answers as failed when their process is gone: at the start and, with several processes, periodically. Ends the
 * answers of sessions that were ended from outside.
 */
@Injectable()
export class RunLifecycle implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Run');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly messages: MessageRepository,
    private readonly queued: QueuedMessageRepository,
    private readonly registry: RunRegistry,
    private readonly completions: ActiveCompletions,
    private readonly sessions: SessionService,
    changes: Changes,
  ) {
    // Each process ends its own.
    changes.watch('ended-session', (sessionId) => {
      if (sessionId !== undefined) void this.registry.stopOwn('revoked', { sessionId });
      // What was told meanwhile did not arrive.
      else void this.stopEnded().catch((error: Error) => this.logger.warn(`Ended sessions not read: ${error.message}`));
    });
  }

  /** @param exclusive no other process uses the database, so every unfinished answer is an orphan */
  async begin(exclusive: boolean): Promise<void> {
    const silentMs = exclusive ? 0 : HEARTBEAT_TIMEOUT_MS;
    const failed = await this.messages.failOrphans(silentMs);
    await this.queued.holdOrphans(silentMs);
    if (failed > 0)
      this.logger.log(`Unfinished answers of an earlier process, now marked failed: ${failed}. Their text is kept.`);
    this.timer = setInterval(
      () =>
        void this.heartbeat().catch((error: Error) => this.logger.warn(`Sign of life not written: ${error.message}`)),
      HEARTBEAT_INTERVAL_MS,
    ).unref();
  }

  /**
   * Rejects new questions and lets the answers in progress finish, those of programs as well.
   * @param graceMs longest wait
   */
  async drain(graceMs: number): Promise<void> {
    this.completions.close();
    await this.completions.untilIdle(AbortSignal.timeout(graceMs));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.registry.close();
  }

  private async heartbeat(): Promise<void> {
    await this.messages.beat(this.registry.active.map(({ subject }) => subject.messageId));
    await this.messages.failOrphans(HEARTBEAT_TIMEOUT_MS);
    await this.queued.holdOrphans(HEARTBEAT_TIMEOUT_MS);
    await this.stopEnded();
  }

  /** Ends the answers of sessions that another process ended without this one having heard of it. */
  private async stopEnded(): Promise<void> {
    const waiting = new Set(this.registry.active.flatMap(({ subject }) => subject.sessionId ?? []));
    for (const sessionId of await this.sessions.endedWithAnswers([...waiting]))
      void this.registry.stopOwn('revoked', { sessionId });
  }
}
