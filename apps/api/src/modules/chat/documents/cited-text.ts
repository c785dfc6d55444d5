import type { Citation } from '../threads/message.entity.js';

/** Most numbers that a range such as `[1-4]` stands for. */
const MOST_IN_RANGE = 10;
/** A mark is no longer than this, so no more than that waits for its end. */
const MOST_CHARS = 40;
/** No more than this is ever held back. */
const MOST_HELD = 200;

/** `[1]`, `[1, 2]`, `[1-3]`, `[^1]`, and what some models make of it: `【1】`, `【1†source】`. */
const MARK = /^(?:\[\^?(\d{1,3}(?:\s*[,;\u2013-]\s*\^?\d{1,3})*)\]|\u3010(\d{1,3})(?:\u2020[^\u3011]{0,30})?\u3011)/;
/** What may yet become one. */
const BEGINNING = /^(?:\[\^?[\d\s,;\u2013^-]*|\u3010[^\u3011\n]*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const FENCE_BEGINNING = /^ {0,3}(?:`+|~+)?$/;

/** A line with so many blanks may be code. */
const INDENT = 4;
/** What changes something: a line is looked at only where a block of code may begin, or where it may go on. */
const SIGN = /[`[\u3010]|\n(?= {0,3}[`~]|$)/;
const NOTHING: ReadonlyMap<number, Citation> = new Map();

type Place = { kind: 'prose' } | { kind: 'inline'; ticks: number } | { kind: 'fence'; sign: string; length: number };

/**
 * The text of an answer as it grows, with its marks checked: `[2]` stays when passage 2 was given to the model and is
 * removed when there is none. Code is left as it is. It holds back what may yet become a mark, so that what has been
 * passed on never changes.
 */
export class CitedText {
  private rest = '';
  private place: Place = { kind: 'prose' };
  private isLineStart = true;
  private lineHead = '';
  private lastSign = '';
  private readonly used = new Map<number, Citation>();
  /** The text that was passed on. */
  text = '';

  /**
   * @param passages what the marks stand for
   * @param found told of each passage before the first mark of it is passed on
   * @param drops takes out the marks of these passages and leaves all else, in place of checking them
   */
  constructor(
    private readonly passages: ReadonlyMap<number, Citation>,
    private readonly found: (citation: Citation) => void,
    private readonly drops = false,
  ) {}

  /** What the answer cites, in the order of the marks. */
  get citations(): Citation[] {
    return [...this.used.values()].sort((one, other) => one.mark - other.mark);
  }

  /** @returns what can be passed on now; may be empty */
  push(text: string): string {
    return this.take(text, false);
  }

  /** @returns what was held back */
  end(): string {
    return this.take('', true);
  }

  /** Goes on behind a text that was passed on before, perhaps in the middle of code. */
  resume(before: string): void {
    const silent = new CitedText(NOTHING, () => undefined, true);
    silent.take(before, true);
    this.place = silent.place;
    this.isLineStart = silent.isLineStart;
    this.lineHead = silent.lineHead;
    this.lastSign = silent.lastSign;
  }

  /** All of it was thinking: the answer begins anew. */
  restart(): void {
    this.rest = this.text = '';
    this.place = { kind: 'prose' };
    this.isLineStart = true;
    this.used.clear();
  }

  private take(more: string, isEnd: boolean): string {
    this.rest += more;
    let out = '';
    while (this.rest !== '') {
      const tooMuch = this.rest.length - MOST_HELD;
      const step = this.step(isEnd) ?? (tooMuch > 0 ? { length: tooMuch } : undefined);
      if (!step) break;
      const taken = this.rest.slice(0, step.length);
      out += step.instead ?? taken;
      this.follow(taken);
      this.rest = this.rest.slice(step.length);
    }
    this.text += out;
    return out;
  }

  /** Keeps how its line begins, and the sign that stands last. */
  private follow(taken: string): void {
    const line = taken.lastIndexOf('\n') + 1;
    this.isLineStart = line === taken.length;
    if (line > 0) this.lineHead = '';
    if (this.lineHead.length < INDENT) this.lineHead += taken.slice(line, line + INDENT);
    this.lastSign = taken.at(-1)!;
  }

  /** The next piece, and what stands in its place; nothing when more text must come first. */
  private step(isEnd: boolean): { length: number; instead?: string } | undefined {
    if (this.isLineStart && this.place.kind !== 'inline') {
      const fence = this.fence(isEnd);
      if (fence !== 'none') return fence;
    }
    switch (this.place.kind) {
      case 'fence':
        return { length: untilLineEnd(this.rest) };
      case 'inline':
        return this.inline(this.place.ticks, isEnd);
      case 'prose':
        return this.prose(isEnd);
    }
  }

  /** A line that opens or closes a block of code. It waits for the whole line, which decides. */
  private fence(isEnd: boolean): { length: number } | undefined | 'none' {
    const { rest, place } = this;
    if (!isEnd && rest.length < MOST_CHARS && FENCE_BEGINNING.test(rest)) return undefined;
    const [whole, signs] = FENCE.exec(rest) ?? [];
    if (signs === undefined) return 'none';
    const length = untilLineEnd(rest);
    const line = rest.slice(whole!.length, length);
    if (!isEnd && !line.endsWith('\n') && line.length < MOST_CHARS) return undefined;
    if (place.kind !== 'fence') {
      // With a sign of its own behind them, these are those of code in a line.
      if (signs[0] === '`' && line.includes('`')) return 'none';
      this.place = { kind: 'fence', sign: signs[0]!, length: signs.length };
    } else if (place.sign === signs[0] && signs.length >= place.length && line.trim() === '')
      this.place = { kind: 'prose' };
    return { length };
  }

  private inline(ticks: number, isEnd: boolean): { length: number } | undefined {
    const { rest } = this;
    const run = /`+|\n[ \t]*\n/.exec(rest);
    // A paragraph ends what was never closed.
    if (!run) return isEnd || !/\n[ \t]*$/.test(rest) ? { length: rest.length } : keep(rest, /\n[ \t]*$/);
    const end = run.index + run[0].length;
    if (!isEnd && end === rest.length && run[0][0] === '`') return run.index > 0 ? { length: run.index } : undefined;
    if (run[0][0] !== '`' || run[0].length === ticks) this.place = { kind: 'prose' };
    return { length: end };
  }

  private prose(isEnd: boolean): { length: number; instead?: string } | undefined {
    const { rest } = this;
    const sign = rest.search(SIGN);
    const isMark = sign >= 0 && (rest[sign] === '[' || rest[sign] === '\u3010');
    // The blanks before a mark go with it.
    const next = sign < 0 || isMark ? blanksBefore(rest, sign < 0 ? rest.length : sign) : sign;
    if (next > 0) return { length: next };
    if (sign < 0) return isEnd ? { length: rest.length } : undefined;
    if (rest[sign] === '\n') return { length: 1 };
    if (isMark) return this.mark(sign, isEnd);
    const [run] = /^`+/.exec(rest)!;
    if (!isEnd && run.length === rest.length) return undefined;
    this.place = { kind: 'inline', ticks: run.length };
    return { length: run.length };
  }

  /** A mark with the blanks before it, which go when it goes. @param blanks how many there are */
  private mark(blanks: number, isEnd: boolean): { length: number; instead?: string } | undefined {
    const { rest } = this;
    const sign = rest.slice(blanks, blanks + MOST_CHARS);
    const [whole, several, single] = MARK.exec(sign) ?? [];
    const length = blanks + (whole?.length ?? 1);
    if (whole === undefined)
      return !isEnd && rest.length < length + MOST_CHARS && BEGINNING.test(sign) ? undefined : { length };
    const after = rest[length];
    if (!isEnd && after === undefined) return undefined;
    // The text of a link, and what defines one.
    const isLink = whole[0] === '[' && (after === '(' || (after === ':' && this.isLineStart && blanks < 4));
    if (isLink) return { length };
    const numbers = numbersOf(several ?? single!);
    const known = numbers.filter((number) => this.passages.has(number));
    if (known.length === 0 && (this.drops || numbers.length > 1 || this.isIndex(blanks, numbers[0]!)))
      return { length };
    if (this.drops) return { length, instead: '' };
    for (const number of known) this.use(number);
    const marks = known.map((number) => `[${number}]`).join('');
    return { length, instead: marks && `${rest.slice(0, blanks)}${marks}` };
  }

  /** Whether a number is one of code that is marked by nothing but its blanks, or counts from 0. */
  private isIndex(blanks: number, number: number): boolean {
    return number === 0 || (blanks === 0 && /[\w)\]]/.test(this.lastSign) && /^(?:\t| {4})/.test(this.lineHead));
  }

  private use(number: number): void {
    if (this.used.has(number)) return;
    const citation = this.passages.get(number)!;
    this.used.set(number, citation);
    this.found(citation);
  }
}

/** Where the blanks begin that stand before a place. */
function blanksBefore(text: string, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}

/** All but the end that the pattern finds. */
const keep = (text: string, end: RegExp): { length: number } | undefined => {
  const length = text.search(end);
  return length > 0 ? { length } : undefined;
};

const untilLineEnd = (text: string): number => {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end + 1;
};

/** The numbers of `1, 3-5`, each once. */
function numbersOf(text: string): number[] {
  const numbers = text.split(/[,;]/).flatMap((part) => {
    const [from, to = from] = part.split(/[\u2013-]/).map((number) => Number(number.replace('^', '')));
    if (to! < from! || to! - from! >= MOST_IN_RANGE) return [from!, to!];
    return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  });
  return [...new Set(numbers)];
}

/** A text without the marks of what it cites: those of an earlier answer mean nothing in the next prompt. */
export function withoutMarks(content: string, citations: readonly Citation[]): string {
  const known = new Map(citations.map((citation) => [citation.mark, citation]));
  const text = new CitedText(known, () => undefined, true);
  return text.push(content) + text.end();
}
