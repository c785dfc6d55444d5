import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../../common/batch-writer.js';
import { MessageRepository } from '../threads/message.repository.js';

/** Longest time until an answer that began is marked so; a shorter one never is, and costs no write. */
const FLUSH_MS = 100;

/** Marks answers as running that waited in the queue before, many with one statement. */
@Injectable()
export class RunningMarks implements BeforeApplicationShutdown {
  private readonly waiting = new Set<string>();
  private readonly writer = new BatchWriter<string>({
    logger: new Logger('Run'),
    what: 'That answers have begun',
    flushMs: FLUSH_MS,
    drain: () => {
      const ids = [...this.waiting];
      this.waiting.clear();
      return ids;
    },
    write: (ids) => this.messages.markRunning(ids),
  });

  constructor(private readonly messages: MessageRepository) {}

  add(messageId: string): void {
    this.waiting.add(messageId);
    this.writer.schedule();
  }

  /** An answer that has ended needs no mark any more. */
  drop(messageId: string): void {
    this.waiting.delete(messageId);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.writer.flush();
  }
}
