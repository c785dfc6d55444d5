import type { ParsedPage, ParseLimits } from './protocol.js';
import { Unreadable } from './protocol.js';

/** Characters that are handed over at a time. */
const BATCH_CHARACTERS = 256 * 1024;
const MOST_BATCH_PAGES = 50;
/** So long nothing is held back: whoever waits sees how far it is, and that it goes on. */
const BATCH_MS = 1_000;
/** Pages of a text without pages: about so many characters, so that a passage can be shown with what is around it. */
const SECTION_CHARACTERS = 3_000;
/** A paragraph beyond it is cut, wherever that is. */
const MOST_PARAGRAPH_CHARACTERS = 2 * SECTION_CHARACTERS;
/**
 * No page that somebody reads has more; one that has is in memory as a whole wherever its passages are, on a screen and
 * in a line of a backup.
 */
const MOST_PAGE_CHARACTERS = 200_000;
/** A head of a table up to this length is repeated on each of its pages. */
const MOST_HEAD_CHARACTERS = 600;

/** No line breaks of other systems, nothing that the database cannot store or that steers a terminal. */
const clean = (text: string): string =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** Takes the text of a file page by page, within its limits, and hands it over in batches. */
export class PageWriter {
  private batch: ParsedPage[] = [];
  private batchCharacters = 0;
  private isText = false;
  private sentAt = performance.now();
  private section: string[] = [];
  private sectionCharacters = 0;
  private title: string | null = null;
  private nextTitle: string | null = null;
  pages = 0;
  characters = 0;

  constructor(
    private readonly limits: ParseLimits,
    private readonly send: (pages: ParsedPage[]) => Promise<void>,
  ) {}

  /** A page as it is in the file, also an empty one: its number is the one that people see. */
  async page(text: string, title: string | null = null): Promise<void> {
    const cleaned = clean(text).trim();
    this.isText ||= cleaned !== '';
    this.pages += 1;
    if (this.pages > this.limits.pages) throw new Unreadable('too-many-pages');
    this.characters += cleaned.length;
    if (cleaned.length > MOST_PAGE_CHARACTERS || this.characters > this.limits.characters)
      throw new Unreadable('too-much-text');
    this.batch.push({
      page: this.pages,
      title: title === null ? null : clean(title).trim().slice(0, 200),
      text: cleaned,
    });
    this.batchCharacters += cleaned.length;
    const isFull = this.batchCharacters >= BATCH_CHARACTERS || this.batch.length >= MOST_BATCH_PAGES;
    if (isFull || performance.now() - this.sentAt >= BATCH_MS) await this.flush();
  }

  /** A heading of a text without pages. @param level from 1 */
  async heading(text: string, level: number): Promise<void> {
    const line = text.replace(/\s+/g, ' ').trim();
    if (line === '') return;
    // A page that is half full ends before the next chapter.
    if (this.sectionCharacters > SECTION_CHARACTERS / 2) await this.endSection();
    this.nextTitle = line;
    if (this.section.length === 0) this.title = line;
    await this.paragraph(`${'#'.repeat(Math.min(Math.max(level, 1), 6))} ${line}`);
  }

  /** A paragraph, a list or a table of a text without pages. */
  async paragraph(text: string): Promise<void> {
    for (const piece of pieces(text.trim())) {
      if (piece.trim() === '') continue;
      if (this.section.length > 0 && this.sectionCharacters + piece.length > SECTION_CHARACTERS)
        await this.endSection();
      this.section.push(piece);
      this.sectionCharacters += piece.length + 2;
    }
  }

  /**
   * A table, a row at a time, on as many pages as it needs; its first row is the head of each.
   * @param rows cells as they are shown
   */
  async table(
    rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
    title: string | null,
  ): Promise<void> {
    let head: string | undefined;
    let body: string[] = [];
    let length = 0;
    let isFirst = true;
    const end = async () => {
      if (body.length === 0) return;
      const repeated = !isFirst && head !== undefined && head.length <= MOST_HEAD_CHARACTERS ? [head] : [];
      await this.page([...repeated, ...body].join('\n'), title);
      [body, length, isFirst] = [[], 0, false];
    };
    for await (const cells of rows) {
      const line = rowLine(cells);
      if (line === '') continue;
      for (const piece of pieces(line)) {
        if (length > 0 && length + piece.length > SECTION_CHARACTERS) await end();
        body.push(piece);
        length += piece.length + 1;
      }
      head ??= line;
    }
    await end();
  }

  async end(): Promise<void> {
    await this.endSection();
    if (!this.isText) throw new Unreadable('no-text');
    await this.flush();
  }

  private async endSection(): Promise<void> {
    if (this.section.length > 0) await this.page(this.section.join('\n\n'), this.title);
    [this.section, this.sectionCharacters, this.title] = [[], 0, this.nextTitle];
  }

  private async flush(): Promise<void> {
    const pages = this.batch;
    [this.batch, this.batchCharacters] = [[], 0];
    if (pages.length > 0) await this.send(pages);
    this.sentAt = performance.now();
  }
}

/** A row of a table as a line; empty cells at its end are left out. */
export function rowLine(cells: readonly string[]): string {
  let last = cells.length;
  while (last > 0 && cells[last - 1]!.trim() === '') last -= 1;
  return cells
    .slice(0, last)
    .map((cell) => cell.replace(/\s+/g, ' ').trim())
    .join(' | ');
}

/** A text in pieces of a length that a page can hold, cut at line ends, spaces, or anywhere. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > MOST_PARAGRAPH_CHARACTERS) {
    const within = text.slice(start, start + SECTION_CHARACTERS);
    const at = Math.max(within.lastIndexOf('\n'), 0) || Math.max(within.lastIndexOf(' '), 0) || within.length;
    // Not between the halves of a sign.
    const end = start + at - (/[\ud800-\udbff]/.test(text[start + at - 1]!) ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}
