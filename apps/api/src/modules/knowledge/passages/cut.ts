/** A part of a page's text: `text.slice(start, end)`. */
export interface Cut {
  start: number;
  end: number;
  /** The headings above it, outermost first, and of a table that goes on the line with its columns. */
  heading: string | null;
}

/** Longest passage, and what one aims at: long enough to say something, short enough that several fit into a prompt. */
export const MOST_CHARACTERS = 1_200;
const ENOUGH_CHARACTERS = 900;
/** How much of a paragraph that is cut is repeated in the next passage: about a sentence. */
const OVERLAP = 120;
const MOST_HEADING = 300;

const HEADING = /^(#{1,6})\s+(\S.*)$/;
/** Where a sentence ends, in any script: after it a passage may end. */
const SENTENCE_END =
  /[.!?\u2026\u061f\u06d4\u0964]["'\u201d\u2019\u00bb)\]]*\s|[\u3002\uff01\uff1f\uff0e]["'\u201d\u2019\u00bb\u300d\u300f\uff09]*/gu;

interface Line {
  start: number;
  end: number;
  text: string;
}

interface Block {
  start: number;
  end: number;
  kind: 'heading' | 'text' | 'table';
  /** Of a table: its first line. */
  columns?: string;
}

/**
 * Cuts the pages of one file into passages, in order: a passage never goes over the end of a page, and headings hold on
 * the pages after them.
 */
export class Cutter {
  /** By level, from 1. */
  private trail: string[] = [];

  /** @param isCode a line that begins with `#` is a comment, and ` | ` no column */
  constructor(private readonly isCode = false) {}

  /** @param title of the page: name of a sheet, title of a slide */
  page(text: string, title: string | null = null): Cut[] {
    const cuts: Cut[] = [];
    let open: { start: number; end: number; heading: string | null; isHeading: boolean } | undefined;
    const flush = () => {
      if (open) cuts.push({ start: open.start, end: open.end, heading: open.heading });
      open = undefined;
    };
    for (const block of this.blocks(text)) {
      if (block.kind === 'heading') {
        if (open && !open.isHeading) flush();
        const above = open ? open.heading : this.heading(title);
        this.enter(text.slice(block.start, block.end));
        // A heading that nothing follows stands for itself; otherwise it opens the passage of what follows.
        if (open && block.end - open.start <= MOST_CHARACTERS) open.end = block.end;
        else {
          flush();
          open = { start: block.start, end: block.end, heading: above, isHeading: true };
        }
        continue;
      }
      const heading = this.heading(title);
      if (open?.isHeading) open = { ...open, heading };
      if (open && block.end - open.start > (open.isHeading ? MOST_CHARACTERS : ENOUGH_CHARACTERS)) flush();
      if (block.end - block.start > MOST_CHARACTERS) {
        flush();
        for (const [at, [start, end]] of pieces(text, block).entries())
          cuts.push({ start, end, heading: at > 0 ? this.heading(title, block.columns) : heading });
      } else if (open) open = { ...open, end: block.end, isHeading: false };
      else open = { start: block.start, end: block.end, heading, isHeading: false };
    }
    flush();
    return cuts;
  }

  private enter(line: string): void {
    const [, marks, name] = HEADING.exec(line.trim())!;
    this.trail = this.trail.slice(0, marks!.length - 1);
    this.trail[marks!.length - 1] = name!.replace(/\s+#+$/, '').trim();
  }

  private heading(title: string | null, columns?: string): string | null {
    const names = [title?.trim(), ...this.trail].filter((name): name is string => Boolean(name));
    return [[...new Set(names)].join(' › '), columns].map(shortened).filter(Boolean).join('\n') || null;
  }

  private *blocks(text: string): Generator<Block> {
    let block: Block | undefined;
    for (const line of linesOf(text)) {
      const shown = line.text.trim();
      const kind = this.kindOf(shown);
      if (block && (shown === '' || kind === 'heading' || kind !== block.kind)) {
        yield block;
        block = undefined;
      }
      if (shown === '') continue;
      const start = line.start + line.text.indexOf(shown);
      const end = start + shown.length;
      if (kind === 'heading') yield { start, end, kind };
      else if (block) block.end = end;
      else block = { start, end, kind, ...(kind === 'table' && { columns: shown }) };
    }
    if (block) yield block;
  }

  private kindOf(line: string): Block['kind'] {
    if (this.isCode) return 'text';
    if (line.length <= MOST_HEADING && HEADING.test(line)) return 'heading';
    return line.includes(' | ') ? 'table' : 'text';
  }
}

/** Never half a sign at the end. */
const shortened = (text = ''): string => text.slice(0, MOST_HEADING).replace(/[\ud800-\udbff]$/, '');

function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}

/** The parts of a block that is too long: at ends of lines, else of sentences, else between words, else anywhere. */
function pieces(text: string, { start: first, end: last, kind }: Block): [number, number][] {
  const found: [number, number][] = [];
  let start = first;
  while (last - start > MOST_CHARACTERS) {
    const least = start + ENOUGH_CHARACTERS / 2;
    const most = start + MOST_CHARACTERS;
    // Not in the text itself: without a line end it would be looked through to its beginning, each time.
    const inLine = text.slice(start, most + 1).lastIndexOf('\n');
    const atLine = inLine < 0 ? -1 : start + inLine;
    const isLine = atLine >= (kind === 'table' ? start + 1 : least);
    const cut = isLine ? atLine : (lastSentence(text, least, most) ?? between(text, least, most));
    found.push([start, trimmedEnd(text, start, cut)]);
    // Rows and lines are whole; only of running text something is repeated.
    start = skipSpace(text, isLine ? cut : overlapped(text, start, cut));
  }
  if (start < last) found.push([start, last]);
  return found.filter(([from, to]) => to > from);
}

function lastSentence(text: string, least: number, most: number): number | undefined {
  let found: number | undefined;
  for (const match of text.slice(least, most).matchAll(SENTENCE_END)) found = least + match.index + match[0].length;
  return found;
}

/** A place between words; in a text without any, one that does not part a pair of code units. */
function between(text: string, least: number, most: number): number {
  for (let at = most; at > least; at--) if (/\s/.test(text[at]!)) return at;
  return isLowSurrogate(text, most) ? most - 1 : most;
}

/** Where the next passage begins when the text is cut here: a little before, at the beginning of a word. */
function overlapped(text: string, start: number, cut: number): number {
  const least = Math.max(cut - OVERLAP, start + 1);
  for (let at = least; at < cut; at++) if (/\s/.test(text[at - 1]!) && !/\s/.test(text[at]!)) return at;
  // No spaces: a text that is written without them, of which half as many characters say as much.
  const at = Math.max(cut - OVERLAP / 2, start + 1);
  return isLowSurrogate(text, at) ? at + 1 : at;
}

const isLowSurrogate = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text[at] ?? '');

function trimmedEnd(text: string, start: number, end: number): number {
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return end;
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}
