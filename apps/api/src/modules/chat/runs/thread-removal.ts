import { Injectable } from '@nestjs/common';
import { FileRepository } from '../../knowledge/index.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { RunRegistry } from './run.registry.js';

/**
 * Deletes threads for good, temporary ones with their files. It stops an answer in progress first, so that nothing is
 * written into a deleted thread.
 */
@Injectable()
export class ThreadRemoval {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly registry: RunRegistry,
    private readonly files: FileRepository,
  ) {}

  /** @throws DomainError `thread.not-found` */
  async remove(userId: string, id: string): Promise<void> {
    await this.threads.findOwn(id, userId);
    await this.whileStopped(userId, [id], () => this.threads.delete(id, userId));
  }

  /** @returns how many of the threads belonged to the user and were deleted */
  async removeMany(userId: string, ids: string[]): Promise<number> {
    const own = await this.threads.ownIds(ids, userId);
    return this.whileStopped(userId, own, () => this.threads.deleteMany(own, userId));
  }

  private async whileStopped<T>(userId: string, threadIds: string[], remove: () => Promise<T>): Promise<T> {
    const stop = () => this.registry.stop('deleted', { threadIds });
    await stop();
    const fileIds = await this.threads.temporaryFileIds(threadIds);
    const removed = await remove();
    if (fileIds.length > 0) await this.files.removeUnused(userId, fileIds);
    // An answer that was just ending may have begun the next.
    await stop();
    return removed;
  }
}
