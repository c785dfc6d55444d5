import type { PageWriter } from './page-writer.js';
import { Unreadable } from './protocol.js';
import type { OfficeArchive } from './zip.js';

const WORKBOOK = 'xl/workbook.xml';
const MOST_COLUMNS = 2_000;
/** Excel's formats of dates and times that have a number and no text. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
const DAY_MS = 86_400_000;
/** Day 0 of Excel, which takes 1900 for a leap year; the other one is of old Macs. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

interface Book {
  sheets: { name: string; part: string }[];
  epoch: number;
  /** Texts that cells refer to. */
  texts: string[];
  /** Whether a style shows a date. */
  dates: boolean[];
}

/** @param mostCharacters of the texts of all cells */
async function readBook(archive: OfficeArchive, mostCharacters: number): Promise<Book> {
  const book: Book = { sheets: [], epoch: EPOCH_1900, texts: [], dates: [] };
  const listed: { name: string; id: string }[] = [];
  await archive.xml(WORKBOOK, {
    open: (tag, { name = '', rid, date1904, state }) => {
      if (tag === 'workbookPr' && /^(1|true)$/.test(date1904 ?? '')) book.epoch = EPOCH_1904;
      if (tag === 'sheet' && rid !== undefined && state !== 'veryHidden') listed.push({ name, id: rid });
    },
  });
  const relations = await archive.relations(WORKBOOK);
  for (const { name, id } of listed) {
    const found = relations.get(id);
    if (found?.type === 'worksheet' && archive.has(found.target)) book.sheets.push({ name, part: found.target });
  }
  const parts = new Map([...relations.values()].map(({ type, target }) => [type, target]));
  await readTexts(archive, parts.get('sharedStrings') ?? 'xl/sharedStrings.xml', book, mostCharacters);
  await readStyles(archive, parts.get('styles') ?? 'xl/styles.xml', book);
  return book;
}

async function readTexts(archive: OfficeArchive, part: string, book: Book, most: number): Promise<void> {
  let [text, isText, phonetic, characters] = ['', false, 0, 0];
  await archive.xml(part, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') isText = phonetic === 0;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') {
        characters += text.length + 16;
        if (characters > most) throw new Unreadable('too-much-text');
        book.texts.push(text);
      }
    },
  });
}

async function readStyles(archive: OfficeArchive, part: string, book: Book): Promise<void> {
  const own = new Map<number, boolean>();
  let isCells = false;
  await archive.xml(part, {
    open: (name, { numFmtId, formatCode = '' }) => {
      if (name === 'numFmt') own.set(Number(numFmtId), isDateFormat(formatCode));
      else if (name === 'cellXfs') isCells = true;
      else if (name === 'xf' && isCells)
        book.dates.push(own.get(Number(numFmtId)) ?? DATE_FORMATS.has(Number(numFmtId)));
    },
    close: (name) => {
      if (name === 'cellXfs') isCells = false;
    },
  });
}

const isDateFormat = (code: string): boolean =>
  /[ymdhs]/i.test(code.replace(/"[^"]*"|\[(?![hms]+\])[^\]]*\]|\\./gi, ''));

/** The sheets of an XLSX: each on pages of its own, as lines of cells; values as they are, no formulas. */
export async function readXlsx(archive: OfficeArchive, writer: PageWriter, mostCharacters: number): Promise<void> {
  const book = await readBook(archive, mostCharacters);
  if (book.sheets.length === 0) throw new Unreadable('broken');
  for (const { name, part } of book.sheets) {
    let rows: string[][] = [];
    const queue = new RowQueue();
    const written = writer.table(queue, name);
    // A fault of the reader ends the table, one of the writer ends the reader.
    written.catch(() => queue.end());
    try {
      await archive.xml(
        part,
        sheetEvents(book, (row) => rows.push(row)),
        async () => {
          const taken = rows;
          rows = [];
          await queue.push(taken);
        },
      );
    } finally {
      queue.end();
    }
    await written;
  }
}

function sheetEvents(book: Book, onRow: (row: string[]) => void) {
  let row: string[] = [];
  let [value, isValue, type, style, column] = ['', false, '', 0, 0];
  return {
    open: (name: string, { r = '', t = 'n', s = '0' }: Record<string, string>) => {
      if (name === 'row') [row, column] = [[], 0];
      else if (name === 'c') {
        [value, type, style] = ['', t, Number(s)];
        const letters = /^[A-Z]{1,3}/.exec(r)?.[0];
        if (letters) column = columnOf(letters);
      } else if (name === 'v' || name === 't') isValue = true;
    },
    text: (text: string) => {
      if (isValue) value += text;
    },
    close: (name: string) => {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'c') {
        if (column < MOST_COLUMNS && value !== '') {
          while (row.length < column) row.push('');
          row[column] = shown(value, type, style, book);
        }
        column += 1;
      } else if (name === 'row') onRow(row);
    },
  };
}

const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function shown(value: string, type: string, style: number, book: Book): string {
  if (type === 's') return book.texts[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n' || !book.dates[style]) return value;
  const days = Number(value);
  const time = new Date(book.epoch + Math.round(days * 86_400) * 1_000);
  if (!Number.isFinite(days) || Number.isNaN(time.getTime()) || Math.abs(days) * DAY_MS > 8.64e15) return value;
  const [date, clock] = [time.toISOString().slice(0, 10), time.toISOString().slice(11, 19)];
  if (days < 1 && days >= 0) return clock;
  return Number.isInteger(days) ? date : `${date} ${clock}`;
}

/** Rows from the reader of XML to the writer of pages; the reader waits until they are taken. */
class RowQueue implements AsyncIterable<string[]> {
  private rows: string[][] = [];
  private ended = false;
  private wake: () => void = () => undefined;
  private taken: () => void = () => undefined;

  async push(rows: string[][]): Promise<void> {
    if (this.ended || rows.length === 0) return;
    this.rows = rows;
    const taken = new Promise<void>((resolve) => (this.taken = resolve));
    this.wake();
    await taken;
  }

  end(): void {
    this.ended = true;
    this.taken();
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string[]> {
    for (;;) {
      const rows = this.rows;
      this.rows = [];
      yield* rows;
      this.taken();
      if (this.rows.length > 0) continue;
      if (this.ended) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
