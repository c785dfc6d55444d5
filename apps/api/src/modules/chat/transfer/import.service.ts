import { Injectable, Logger } from '@nestjs/common';
import { Readable } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import { DomainError } from '../../../common/errors/domain-error.js';
import { UploadSpool } from '../../../common/http/upload-spool.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { assemble } from './assemble.js';
import { conversationsOf, tooLarge, unknownFormat, type Conversation } from './conversations.js';
import { chatGptFormat } from './format.chatgpt.js';
import { claudeFormat } from './format.claude.js';
import { libreChatFormat } from './format.libre-chat.js';
import { openWebUiFormat } from './format.open-webui.js';
import { pocketLlmFormat } from './format.pocket-llm.js';
import { ImportReport, WHY } from './import-report.js';
import { nothingLeftOut, type ImportedThread, type ImportFormat, type Json } from './imported.js';
import { LongStringRef, LongStrings, type OpenFile } from './long-strings.js';
import { FORMAT } from './own-format.js';
import { withPictures } from './pictures.js';
import { ScheduleTransfer } from './schedule-transfer.js';
import type { ImportResultDto } from './transfer.dto.js';

/** A file may take this part of the free disk. */
const DISK_SHARE = 0.5;
/** Files of one user that are taken in at the same time, because each occupies the disk; further ones wait unread. */
const MAX_PARALLEL = 2;

const FORMATS: ImportFormat[] = [pocketLlmFormat, chatGptFormat, claudeFormat, libreChatFormat, openWebUiFormat];

/** Imports chats from files of this product and of others. */
@Injectable()
export class ImportService {
  /** Largest file in bytes. One of our own exports is never larger: it ends before, and names the next one. */
  static maxFileBytes = 2 * 2 ** 30;

  private readonly logger = new Logger('Import');
  private readonly turns = new Map<string, LimitFunction>();

  constructor(
    private readonly threads: ThreadRepository,
    private readonly spool: UploadSpool,
    private readonly schedules: ScheduleTransfer,
  ) {}

  /**
   * Writes each conversation as a new thread, or skips one that exists already, so importing the same file twice
   * changes nothing. One that cannot be read is named and does not keep the others out. The file is read twice: once to
   * judge it, once to write its conversations one after the other.
   * @param body the file
   * @throws DomainError `request.invalid`, `request.too-large`, `import.unknown-format`, `pull.disk-full`, before
   *   anything is written
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
        await judge(open);
        return this.write(userId, open);
      },
      { maxBytes: ImportService.maxFileBytes, share: DISK_SHARE },
    );
  }

  private async write(userId: string, open: OpenFile): Promise<ImportResultDto> {
    const ref = new LongStringRef();
    const strings = new LongStrings(ref, open);
    const report = new ImportReport();
    let rest: Json = {};
    for await (const conversation of conversationsOf(open(), ref, (told) => (rest = told))) {
      report.total++;
      const why = conversation.wrong ?? (formatOf(conversation) ? undefined : 'not-a-conversation');
      if (why) report.fail(conversation, WHY[why]);
      else await this.writeOne(userId, conversation, strings, report);
    }
    report.schedules = await this.schedules.take(userId, rest);
    return report.result;
  }

  private async writeOne(
    userId: string,
    conversation: Conversation,
    strings: LongStrings,
    report: ImportReport,
  ): Promise<void> {
    const left = nothingLeftOut();
    try {
      const json = conversation.json!;
      if (!(await strings.settle(json))) return report.fail(conversation, WHY['too-large']);
      const imported = formatOf(conversation)!.read(json, left);
      const assembled = (await this.isKnown(userId, imported)) ? undefined : assemble(userId, imported);
      if (!assembled) return report.skip();
      const { thread, messages } = assembled;
      // The same conversation twice in one file, or in two requests at once: the database accepts only one.
      if (await this.threads.insertWhole(thread, withPictures(messages, strings, left))) report.add(thread.id, left);
      else report.skip();
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      this.logger.error(`A conversation of an import cannot be taken in: ${kindOf(error)}`);
      report.fail(conversation, WHY.unreadable);
    }
  }

  /** Whether it was imported earlier, or created here and never deleted. */
  private async isKnown(userId: string, { key, originalId }: ImportedThread): Promise<boolean> {
    if ((await this.threads.knownImports(userId, [key])).size > 0) return true;
    const isOwn = key === `${FORMAT}:${originalId}` && UUID.test(originalId!);
    return isOwn && (await this.threads.ownIds([originalId!], userId)).length > 0;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the conversation is to blame, and not the database. */
const isAboutContent = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  (error instanceof DomainError && error.code === 'request.invalid');

/** What kind of error it is and where it was thrown, without its message, which may hold what people wrote. */
function kindOf(error: unknown): string {
  const { name, message, stack = '', cause } = error as Error;
  const place = stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  const { code = '' } = ((cause as { driverError?: object } | undefined)?.driverError ?? {}) as { code?: string };
  // The engine's own words, such as that its stack is full.
  const words = error instanceof RangeError ? message : '';
  return [name, words, code, place.trim()].filter(Boolean).join(' ');
}

const formatOf = ({ json }: Conversation): ImportFormat | undefined =>
  json && FORMATS.find((format) => format.knows(json));

/** Reads the file to its end. @throws DomainError when nothing of it can be imported */
async function judge(open: OpenFile): Promise<void> {
  let first: Conversation | undefined;
  let isAnyKnown = false;
  let isAnyTooLarge = false;
  for await (const conversation of conversationsOf(open(), new LongStringRef())) {
    first ??= conversation;
    isAnyKnown ||= formatOf(conversation) !== undefined;
    isAnyTooLarge ||= conversation.wrong === 'too-large';
  }
  if (!first || isAnyKnown) return;
  if (isAnyTooLarge) throw tooLarge();
  if (first.wrong === 'not-json')
    throw new DomainError('request.invalid', `Conversation 1 of this file: ${WHY['not-json']}`);
  throw unknownFormat('No conversation of this file is of a known kind.');
}
