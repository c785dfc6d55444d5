/** How deep, wide and long a JSON body may be. What needs more (an import, a backup) has a reader of its own. */
export const JSON_BOUNDS = { depth: 32, keys: 10_000, items: 100_000 };

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Checks a JSON text (UTF-8) against the bounds as it arrives, without building anything: a parser would spend seconds
 * on a body made of keys, and recursion would end on one made of brackets. Malformed texts may pass; the parser rejects
 * them.
 */
export class JsonBounds {
  private readonly isArray: boolean[] = [];
  private keys = 0;
  private items = 0;
  private readonly string = new JsonString();

  constructor(private readonly bounds = JSON_BOUNDS) {}

  /** @returns a phrase such as "has more than 10000 fields" once one is exceeded; `undefined` within the bounds */
  push(chunk: Buffer): string | undefined {
    const { depth: maxDepth, keys: maxKeys, items: maxItems } = this.bounds;
    for (let i = 0; i < chunk.length; i++) {
      if (this.string.isOpen) {
        i = this.string.end(chunk, i);
        continue;
      }
      const byte = chunk[i]!;
      switch (byte) {
        case QUOTE:
          this.string.isOpen = true;
          break;
        case OPEN_ARRAY:
        case OPEN_OBJECT:
          this.isArray.push(byte === OPEN_ARRAY);
          if (this.isArray.length > maxDepth) return `is nested deeper than ${maxDepth} levels`;
          if (byte === OPEN_ARRAY) this.items++;
          break;
        case CLOSE_ARRAY:
        case CLOSE_OBJECT:
          this.isArray.pop();
          break;
        case COLON:
          if (++this.keys > maxKeys) return `has more than ${maxKeys} fields`;
          break;
        case COMMA:
          if (this.isArray.at(-1)) this.items++;
          break;
        default:
      }
      if (this.items > maxItems) return `has more than ${maxItems} list items`;
    }
    return undefined;
  }
}

/** Finds the ends of the strings in a JSON text that arrives in chunks. */
export class JsonString {
  /** Whether the text is inside a string; set by the reader at an opening quote. */
  isOpen = false;
  /** The last byte of the chunk before was a backslash that escapes the next one. */
  private escaped = false;

  /** Index of the quote that ends the present string, which is then closed, or the end of the chunk. */
  end(chunk: Buffer, start: number): number {
    const first = this.escaped ? start + 1 : start;
    this.escaped = false;
    for (let from = first; ;) {
      const end = chunk.indexOf(QUOTE, from);
      const stop = end < 0 ? chunk.length : end;
      let backslashes = 0;
      while (stop - 1 - backslashes >= first && chunk[stop - 1 - backslashes] === BACKSLASH) backslashes++;
      const isEscaped = backslashes % 2 === 1;
      if (end < 0) {
        this.escaped = isEscaped;
        return chunk.length;
      }
      if (!isEscaped) {
        this.isOpen = false;
        return end;
      }
      from = end + 1;
    }
  }
}
