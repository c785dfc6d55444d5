import { rowLine, type PageWriter } from './page-writer.js';
import type { OfficeArchive, XmlEvents } from './zip.js';

/** What a text document consists of, in order. */
type Piece = { heading: number; text: string } | { text: string };

/** Headings of more levels are read as of the last. */
const MOST_LEVEL = 6;

/** Collects paragraphs and rows of tables; a paragraph within a table is a part of its cell. */
class Collector {
  private pieces: Piece[] = [];
  private rows: string[] = [];
  private cells: string[] | undefined;
  private cell: string[] | undefined;
  private tables = 0;
  private text = '';

  add(text: string): void {
    this.text += text;
  }

  beginTable(): void {
    this.tables += 1;
  }

  endTable(): void {
    this.tables -= 1;
    if (this.tables > 0 || this.rows.length === 0) return;
    this.pieces.push({ text: this.rows.join('\n') });
    this.rows = [];
  }

  beginRow(): void {
    if (this.tables === 1) this.cells = [];
  }

  endRow(): void {
    if (this.tables !== 1 || !this.cells) return;
    const line = rowLine(this.cells);
    if (line !== '') this.rows.push(line);
    this.cells = undefined;
    // A long table goes on in the next piece.
    if (this.rows.length >= 40) this.pieces.push({ text: this.rows.splice(0).join('\n') });
  }

  beginCell(): void {
    if (this.tables === 1) this.cell = [];
  }

  endCell(): void {
    if (this.tables !== 1 || !this.cell) return;
    this.cells?.push(this.cell.join(' '));
    this.cell = undefined;
  }

  /** @param heading its level, if it is one */
  endParagraph(heading?: number, isListed = false): void {
    const text = this.text;
    this.text = '';
    if (text.trim() === '') return;
    if (this.cell) this.cell.push(text.trim());
    else if (heading !== undefined) this.pieces.push({ heading: Math.min(heading, MOST_LEVEL), text });
    else this.pieces.push({ text: isListed ? `- ${text.trim()}` : text });
  }

  async writeTo(writer: PageWriter): Promise<void> {
    const pieces = this.pieces;
    this.pieces = [];
    for (const piece of pieces)
      if ('heading' in piece) await writer.heading(piece.text, piece.heading);
      else await writer.paragraph(piece.text);
  }
}

/** Levels of the styles that are headings: their ids are in the language of the program, their names are not. */
async function headingStyles(archive: OfficeArchive): Promise<Map<string, number>> {
  const levels = new Map<string, number>();
  let id: string | undefined;
  await archive.xml('word/styles.xml', {
    open: (name, { styleId, val = '' }) => {
      if (name === 'style') id = styleId;
      const level =
        name === 'name' ? Number(/^heading (\d)$/i.exec(val)?.[1] ?? (/^title$/i.test(val) ? 1 : NaN)) : NaN;
      if (id !== undefined && level > 0) levels.set(id, level);
      if (name === 'outlineLvl' && id !== undefined && Number(val) < 9 && !levels.has(id))
        levels.set(id, Number(val) + 1);
    },
  });
  return levels;
}

/** The text of a DOCX: paragraphs, headings, lists and tables; no headers, comments, deleted text or pictures. */
export async function readDocx(archive: OfficeArchive, writer: PageWriter): Promise<void> {
  const levels = await headingStyles(archive);
  for (const part of ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml']) {
    const found = new Collector();
    await archive.xml(part, wordEvents(found, levels), () => found.writeTo(writer));
  }
}

function wordEvents(found: Collector, levels: ReadonlyMap<string, number>): XmlEvents {
  let [isText, isListed] = [false, false];
  let heading: number | undefined;
  // What word processors of another time would show instead of what is there.
  let skipped = 0;
  return {
    open: (name, { val = '' }) => {
      if (name === 'Fallback' || name === 'del' || name === 'moveFrom') skipped += 1;
      if (name === 't') isText = skipped === 0;
      else if (name === 'p') [heading, isListed] = [undefined, false];
      else if (name === 'pStyle') heading = levels.get(val);
      else if (name === 'numPr') isListed = true;
      else if (name === 'tab') found.add('\t');
      else if (name === 'br' || name === 'cr') found.add('\n');
      else if (name === 'noBreakHyphen') found.add('\u2011');
      else if (name === 'tbl') found.beginTable();
      else if (name === 'tr') found.beginRow();
      else if (name === 'tc') found.beginCell();
    },
    text: (text) => isText && found.add(text),
    close: (name) => {
      if (name === 'Fallback' || name === 'del' || name === 'moveFrom') skipped -= 1;
      if (name === 't') isText = false;
      else if (name === 'p') found.endParagraph(heading, isListed);
      else if (name === 'tbl') found.endTable();
      else if (name === 'tr') found.endRow();
      else if (name === 'tc') found.endCell();
    },
  };
}

/** The text of an ODT. */
export async function readOdt(archive: OfficeArchive, writer: PageWriter): Promise<void> {
  const found = new Collector();
  let [depth, level, lists] = [0, 1, 0];
  let skipped = 0;
  const events: XmlEvents = {
    open: (name, { 'outline-level': outline, c }) => {
      if (name === 'annotation' || name === 'tracked-changes') skipped += 1;
      if (name === 'p' || name === 'h') depth += 1;
      if (name === 'h') level = Number(outline ?? 1);
      else if (name === 's') found.add(' '.repeat(Math.min(Number(c ?? 1) || 1, 100)));
      else if (name === 'tab') found.add('\t');
      else if (name === 'line-break') found.add('\n');
      else if (name === 'list') lists += 1;
      else if (name === 'table') found.beginTable();
      else if (name === 'table-row') found.beginRow();
      else if (name === 'table-cell') found.beginCell();
    },
    text: (text) => depth > 0 && skipped === 0 && found.add(text.replace(/\s+/g, ' ')),
    close: (name) => {
      if (name === 'annotation' || name === 'tracked-changes') skipped -= 1;
      if (name === 'p' || name === 'h') {
        depth -= 1;
        found.endParagraph(name === 'h' ? level : undefined, lists > 0);
      } else if (name === 'list') lists -= 1;
      else if (name === 'table') found.endTable();
      else if (name === 'table-row') found.endRow();
      else if (name === 'table-cell') found.endCell();
    },
  };
  await archive.xml('content.xml', events, () => found.writeTo(writer));
}
