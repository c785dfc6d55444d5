import { Injectable } from '@nestjs/common';
import { MessageRepository } from '../threads/message.repository.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { toMarkdown } from './markdown.js';
import { CLOSING, exportedThread, opening } from './own-format.js';
import type { ExportFormat } from './transfer.dto.js';

/** Threads read at a time; only one thread's messages are in memory at once. */
const PAGE = 100;

@Injectable()
export class ExportService {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
  ) {}

  /** One thread as a file. @throws DomainError `thread.not-found` */
  async thread(userId: string, id: string, format: ExportFormat): Promise<{ name: string; text: string }> {
    const thread = await this.threads.findOwn(id, userId);
    const name = `${fileName(thread.title)}.${format}`;
    if (format === 'json')
      return {
        name,
        text: `${opening()}${JSON.stringify(exportedThread(thread, await this.messages.ofThread(id)))}${CLOSING}`,
      };
    return {
      name,
      text: toMarkdown(thread, thread.active_leaf_id ? await this.messages.path(thread.active_leaf_id) : []),
    };
  }

  /** All threads of a person as one file, in pieces. */
  async *all(userId: string): AsyncGenerator<string> {
    yield opening();
    let after: string | undefined;
    let separator = '';
    for (;;) {
      const page = await this.threads.exportPage(userId, after, PAGE);
      for (const thread of page) {
        yield `${separator}\n${JSON.stringify(exportedThread(thread, await this.messages.ofThread(thread.id)))}`;
        separator = ',';
      }
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
    yield CLOSING;
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
