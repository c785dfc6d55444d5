import { Injectable } from '@nestjs/common';
import { ThreadRepository } from '../threads/thread.repository.js';
import { RunRegistry } from './run.registry.js';

/**
 * Deletes threads for good. An answer that is being written stops first, so that nothing is written into what is gone.
 */
@Injectable()
export class ThreadRemoval {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly registry: RunRegistry,
  ) {}

  /** @throws DomainError `thread.not-found` */
  async remove(userId: string, id: string): Promise<void> {
    await this.threads.findOwn(id, userId);
    await this.registry.stop('deleted', ({ threadId }) => threadId === id);
    await this.threads.delete(id, userId);
  }

  /** @returns how many of the threads were the user's and are gone */
  async removeMany(userId: string, ids: string[]): Promise<number> {
    const own = new Set(await this.threads.ownIds(ids, userId));
    await this.registry.stop('deleted', ({ threadId }) => own.has(threadId));
    return this.threads.deleteMany([...own], userId);
  }
}
