const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Starts a new block after an empty line: a heading, code, a quote, a table, or text without indentation. */
const BEGINS = /^(#{1,6}\s|\*\*\S|\p{L}|[`>|])/u;
/** Starts a list, or continues the one before. */
const ITEM = /^ {0,3}([-*+]|\d{1,9}[.)])\s/;
/** Footnotes and link references may be defined anywhere, so such a text is parsed as a whole. */
const CONNECTED = /\[\^|^ {0,3}\[[^\]\n]+\]:/m;

interface Pieces {
  /** Joined, they are the text. */
  pieces: readonly string[];
  /** The last one ends within a code block. */
  isCodeOpen: boolean;
}

/**
 * Splits a growing text where a new block certainly starts. Only the last piece changes with the text, so the others
 * are neither split, parsed nor rendered again.
 */
export class GrowingText {
  private complete: readonly string[] = [];
  private length = 0;
  private text = '';
  private last: Pieces = { pieces: [''], isCodeOpen: false };

  /** The pieces of a text. Fast when it begins with the one before it. */
  split(text: string): Pieces {
    if (text === this.text) return this.last;
    if (!text.startsWith(this.text.slice(0, this.length))) this.keep([]);
    this.text = text;
    const isWhole = CONNECTED.test(text.slice(this.length));
    if (isWhole) this.keep([]);
    const { pieces, isCodeOpen } = split(text, this.length, isWhole);
    const all = [...this.complete, ...pieces];
    this.keep(all.slice(0, -1));
    this.last = { pieces: all, isCodeOpen };
    return this.last;
  }

  private keep(complete: readonly string[]): void {
    this.complete = complete;
    this.length = complete.reduce((length, piece) => length + piece.length, 0);
  }
}

function split(text: string, from: number, isWhole: boolean): { pieces: string[]; isCodeOpen: boolean } {
  const pieces: string[] = [];
  let start = from;
  let fence: string | undefined;
  let formula = false;
  let blank = false;
  let list = false;
  for (let at = from; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    const mark = FENCE.exec(line)?.[1];
    const isItem = ITEM.test(line);
    const begins = BEGINS.test(line) || (isItem && !list && !line.startsWith(' '));
    if (!isWhole && blank && !fence && !formula && at > start && begins) {
      pieces.push(text.slice(start, at));
      start = at;
      list = false;
    }
    list ||= isItem && !fence;
    if (fence !== undefined) {
      if (mark && mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark) fence = undefined;
    } else if (mark) fence = mark;
    else if ((line.split('$$').length + line.split('\\[').length + line.split('\\]').length) % 2 === 0)
      formula = !formula;
    blank = line.trim() === '';
    at = end < 0 ? text.length : end + 1;
  }
  pieces.push(text.slice(start));
  return { pieces, isCodeOpen: fence !== undefined };
}
