import { Injectable } from '@nestjs/common';
import type { Page } from '../../../common/http/paging.js';
import type { QueuedMessageDto } from '../queued/queued-message.dto.js';
import { QueuedMessageRepository } from '../queued/queued-message.repository.js';
import { MessageRepository } from './message.repository.js';
import { toMessageDto } from './message.dto.js';
import type {
  BulkAction,
  BulkResultDto,
  ThreadDetailDto,
  ThreadDetailQueryDto,
  ThreadDto,
  ThreadQueryDto,
  ThreadTitleDto,
  ThreadUpdateDto,
} from './thread.dto.js';
import { ThreadPolicy } from './thread.policy.js';
import type { ChatThread } from './thread.entity.js';
import { ThreadRepository } from './thread.repository.js';

const BULK_CHANGE = {
  archive: { archived: true },
  unarchive: { archived: false },
  pin: { pinned: true },
  unpin: { pinned: false },
};

/** A thread as it is read first: those that wait without their texts and pictures. */
type ThreadOutline = Omit<ThreadDetailDto, 'queued'> & { queued: Pick<QueuedMessageDto, 'id' | 'held'>[] };

/** Threads as their owner sees them. `ThreadRemoval` deletes them, because that also stops their runs. */
@Injectable()
export class ThreadService {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly queued: QueuedMessageRepository,
    private readonly policy: ThreadPolicy,
  ) {}

  async list(
    userId: string,
    { limit, cursor, ...filter }: ThreadQueryDto,
  ): Promise<Page<ThreadDto> & { searchedTo?: Date }> {
    const page = await this.threads.list(userId, filter, limit, cursor);
    return { ...page, rows: await this.policy.toDtos(page.rows) };
  }

  /**
   * A thread with its messages, and which messages wait; none are listed for a part before one, which is read for the
   * older messages alone.
   * @throws DomainError `thread.not-found`
   */
  async outline(userId: string, id: string, part: ThreadDetailQueryDto): Promise<ThreadOutline> {
    for (;;) {
      const before = part.before === undefined ? await this.queued.states(id) : [];
      const thread = await this.read(userId, id, part);
      // One that was asked meanwhile is either here twice, or not at all.
      const after = before.length === 0 ? before : await this.queued.states(id);
      if (stateOf(after) === stateOf(before)) return { ...thread, queued: before };
    }
  }

  /**
   * Adds the texts and pictures of those that wait: up to 64 MiB, so they are read last, and once.
   * @returns `undefined` when others wait by now
   */
  async whole(outline: ThreadOutline): Promise<ThreadDetailDto | undefined> {
    const queued = outline.queued.length === 0 ? [] : await this.queued.list(outline.id);
    return stateOf(queued) === stateOf(outline.queued) ? { ...outline, queued } : undefined;
  }

  private async read(userId: string, id: string, part: ThreadDetailQueryDto): Promise<Omit<ThreadDetailDto, 'queued'>> {
    const thread = await this.threads.findOwn(id, userId);
    const isPart = Object.values(part).some((value) => value !== undefined);
    const messages = await (isPart ? this.messages.partOf(id, part) : this.messages.ofThread(id));
    const running = isPart
      ? await this.messages.isBeingAnswered(id)
      : messages.some(({ status }) => status === 'queued' || status === 'running');
    return {
      ...(await this.policy.toDto({ ...thread, running })),
      imported: thread.import_key !== null,
      system_prompt: thread.system_prompt,
      options: thread.options,
      active_leaf_id: thread.active_leaf_id,
      messages: messages.map(toMessageDto),
    };
  }

  /** @throws DomainError `thread.not-found` */
  async titleOf(userId: string, id: string): Promise<ThreadTitleDto> {
    const { title, title_is_manual } = await this.threads.findOwn(id, userId);
    return { title, is_manual: title_is_manual };
  }

  /** @throws DomainError `thread.not-found`, `message.not-found` */
  async update(userId: string, id: string, change: ThreadUpdateDto): Promise<ThreadDto> {
    await this.threads.findOwn(id, userId);
    if (change.active_leaf_id) await this.messages.findOwn(change.active_leaf_id, userId, id);
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    ) as Partial<ChatThread>;
    const thread = await this.threads.update(id, userId, {
      ...given,
      ...(change.title !== undefined && { title_is_manual: true }),
    });
    const running = await this.messages.isBeingAnswered(id);
    return this.policy.toDto({ ...thread, running });
  }

  /** @returns how many of the threads belong to the user and were changed */
  async bulk(userId: string, ids: string[], action: Exclude<BulkAction, 'delete'>): Promise<BulkResultDto> {
    return { changed: await this.threads.updateMany(ids, userId, BULK_CHANGE[action]) };
  }

  async totals(): Promise<{ total_chats: number; total_messages: number }> {
    const [total_chats, total_messages] = await Promise.all([this.threads.count(), this.messages.count()]);
    return { total_chats, total_messages };
  }
}

const stateOf = (queued: Pick<QueuedMessageDto, 'id' | 'held'>[]): string =>
  queued.map(({ id, held }) => `${id} ${held}`).join();
