import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import { UploadSpool } from '../../../common/http/upload-spool.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { assemble } from './assemble.js';
import { conversationsOf, unknownFormat } from './conversations.js';
import { chatGptFormat } from './format.chatgpt.js';
import { openWebUiFormat } from './format.open-webui.js';
import { pocketLlmFormat } from './format.pocket-llm.js';
import type { ImportedThread, ImportFormat, Json } from './imported.js';
import { FORMAT } from './own-format.js';
import type { ImportResultDto } from './transfer.dto.js';

/** Largest file in bytes. */
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** Files of one user that are taken in at the same time, because each occupies the disk; further ones wait unread. */
const MAX_PARALLEL = 2;

const FORMATS: ImportFormat[] = [pocketLlmFormat, chatGptFormat, openWebUiFormat];

/** Imports chats from files of this product and of others. */
@Injectable()
export class ImportService {
  private readonly turns = new Map<string, LimitFunction>();

  constructor(
    private readonly threads: ThreadRepository,
    private readonly spool: UploadSpool,
  ) {}

  /**
   * Writes each conversation as a new thread, or skips one that exists already, so importing the same file twice
   * changes nothing. The file is read twice: once to judge it, once to write its conversations one after the other.
   * @param body the file
   * @throws DomainError `request.invalid`, `request.too-large`, `import.unknown-format`, before anything is written
   */
  async take(userId: string, body: Readable | undefined): Promise<ImportResultDto> {
    const turn = this.turns.get(userId) ?? pLimit(MAX_PARALLEL);
    this.turns.set(userId, turn);
    try {
      return await turn(() => this.takeNow(userId, body ?? Readable.from([])));
    } finally {
      if (turn.activeCount + turn.pendingCount === 0) this.turns.delete(userId);
    }
  }

  private takeNow(userId: string, body: Readable): Promise<ImportResultDto> {
    return this.spool.hold(
      body,
      async (open) => {
        let index = 0;
        for await (const conversation of conversationsOf(open())) formatOf(conversation, index++);
        return this.write(userId, open());
      },
      MAX_FILE_BYTES,
    );
  }

  private async write(userId: string, file: Readable): Promise<ImportResultDto> {
    const thread_ids: string[] = [];
    let skipped = 0;
    for await (const conversation of conversationsOf(file)) {
      const imported = formatOf(conversation).read(conversation);
      const assembled = (await this.isKnown(userId, imported)) ? undefined : assemble(userId, imported);
      // The same conversation twice in one file, or in two requests at once: the database accepts only one.
      if (assembled && (await this.threads.insertWhole(assembled.thread, assembled.messages)))
        thread_ids.push(assembled.thread.id);
      else skipped++;
    }
    return { imported: thread_ids.length, skipped, thread_ids };
  }

  /** Whether it was imported earlier, or created here and never deleted. */
  private async isKnown(userId: string, { key, originalId }: ImportedThread): Promise<boolean> {
    if ((await this.threads.knownImports(userId, [key])).size > 0) return true;
    const isOwn = key === `${FORMAT}:${originalId}` && UUID.test(originalId!);
    return isOwn && (await this.threads.ownIds([originalId!], userId)).length > 0;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function formatOf(conversation: Json, index = 0): ImportFormat {
  const format = FORMATS.find((one) => one.knows(conversation));
  if (!format) throw unknownFormat(`Conversation ${index + 1} of this file is of no known kind.`);
  return format;
}
