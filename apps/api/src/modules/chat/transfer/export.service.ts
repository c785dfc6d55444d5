import { Injectable } from '@nestjs/common';
import { Terms } from '../../auth/index.js';
import { ShareRepository } from '../shares/share.repository.js';
import { QueuedExportRepository } from '../queued/queued-export.repository.js';
import { MessageRepository } from '../threads/message.repository.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { toMarkdown } from './markdown.js';
import { closing, exportedThread, opening } from './own-format.js';
import { ScheduleTransfer } from './schedule-transfer.js';
import type { ExportFormat } from './transfer.dto.js';

/** Threads read at a time. Of their messages only a few are in memory at once. */
const PAGE = 100;

/** What a thread takes at most besides its messages: its system prompt has 100,000 characters. */
const HEAD_BYTES = 1_000_000;
const ADDRESS = '/api/chat/export';

@Injectable()
export class ExportService {
  /** Size before which a file ends, unless one thread alone is larger. An import takes twice as much. */
  static maxFileBytes = 2 ** 30;

  constructor(
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly queued: QueuedExportRepository,
    private readonly schedules: ScheduleTransfer,
    private readonly shares: ShareRepository,
    private readonly terms: Terms,
  ) {}

  /** One thread as a file, in pieces. @throws DomainError `thread.not-found` */
  async thread(
    userId: string,
    id: string,
    format: ExportFormat,
  ): Promise<{ name: string; text: AsyncIterable<string> | string[] }> {
    const thread = await this.threads.findOwn(id, userId);
    const name = `${fileName(thread.title)}.${format}`;
    if (format === 'json') return { name, text: this.one(thread) };
    const path = thread.active_leaf_id ? await this.messages.path(thread.active_leaf_id) : [];
    return { name, text: [toMarkdown(thread, path)] };
  }

  /**
   * All threads of a person as one file, in pieces, and at their end the scheduled prompts,
   * the versions of the terms of use that the person has accepted, and what they share. Before it could become
   * larger than an import may be it ends, and names the address of the next file.
   * @param after where the file before ended: after this thread or scheduled prompt
   */
  async *all(userId: string, after?: string): AsyncGenerator<string> {
    yield opening();
    let size = 0;
    let last = after;
    const hasThreads = !(await this.schedules.isCursor(userId, after));
    for await (const [thread, most] of hasThreads ? this.threadsOf(userId, after) : []) {
      if (size > 0 && size + most > ExportService.maxFileBytes) return yield closing(`${ADDRESS}?cursor=${last}`);
      yield size === 0 ? '\n' : ',\n';
      yield* this.written(thread);
      size += most;
      last = thread.id;
    }
    const { schedules, next } = await this.schedules.exported(userId, after);
    if (next) return yield closing(`${ADDRESS}?cursor=${next}`, schedules);
    yield closing(undefined, schedules, await this.terms.acceptances(userId), await this.shares.listOwn(userId));
  }

  private async *one(thread: ChatThread): AsyncGenerator<string> {
    yield opening();
    yield* this.written(thread);
    yield closing();
  }

  private written(thread: ChatThread): AsyncGenerator<string> {
    return exportedThread(thread, this.messages.pagesOf(thread.id), this.queued.ofThread(thread.id));
  }

  /** Threads, each with the size that it has at most in a file. */
  private async *threadsOf(userId: string, from: string | undefined): AsyncGenerator<[ChatThread, number]> {
    let after = from;
    for (;;) {
      const page = await this.threads.exportPage(userId, after, PAGE);
      const ids = page.map(({ id }) => id);
      const [sizes, waiting] = await Promise.all([this.messages.exportSizes(ids), this.queued.sizes(ids)]);
      for (const thread of page)
        yield [thread, HEAD_BYTES + (sizes.get(thread.id) ?? 0) + (waiting.get(thread.id) ?? 0)];
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
  }
}

/** A title as a file name that is valid on every system and in a header. */
const fileName = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[^\w -]+/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .slice(0, 60) || 'chat';
