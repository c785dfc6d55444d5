import type { Conversation } from './conversations.js';
import { nothingLeftOut, type LeftOut } from './imported.js';
import { MAX_CONVERSATION_BYTES } from './long-strings.js';
import type { ImportResultDto } from './transfer.dto.js';

/** Conversations named in a report; the others are counted. */
const MOST_NAMED = 100;
const TITLE_MAX = 200;

/** Why a conversation was not imported, for the person. */
export const WHY = {
  'not-json': 'It is not valid JSON.',
  'not-a-conversation': 'It is of no known kind, or its messages are missing.',
  'too-large': `It is larger than ${MAX_CONVERSATION_BYTES / 2 ** 20} MiB, not counting pictures.`,
  unreadable: 'It cannot be read: something in it is not as its kind of file has it.',
};

/** Counts what came of an import. */
export class ImportReport {
  total = 0;
  schedules = 0;
  private readonly threadIds: string[] = [];
  private skipped = 0;
  private failed = 0;
  private readonly failures: ImportResultDto['failures'] = [];
  private readonly left = nothingLeftOut();

  add(threadId: string, left: LeftOut): void {
    this.threadIds.push(threadId);
    for (const kind of Object.keys(left) as (keyof LeftOut)[]) this.left[kind] += left[kind];
  }

  skip(): void {
    this.skipped++;
  }

  fail({ number, title }: Conversation, reason: string): void {
    this.failed++;
    if (this.failures.length < MOST_NAMED) this.failures.push({ number, title: title.slice(0, TITLE_MAX), reason });
  }

  get result(): ImportResultDto {
    return {
      imported: this.threadIds.length,
      skipped: this.skipped,
      thread_ids: this.threadIds,
      total: this.total,
      failed: this.failed,
      failures: this.failures,
      left_out: this.left,
      schedules: this.schedules,
    };
  }
}
