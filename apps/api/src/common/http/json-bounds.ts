/** How deep, wide and long a JSON body may be. What needs more (an import, a backup) has a reader of its own. */
export const JSON_BOUNDS = { depth: 32, keys: 10_000, items: 100_000 } as const;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Index of the quote that closes the string opened at `start`, or the end of the body. */
function endOfString(body: Buffer, start: number): number {
  for (let end = start; ;) {
    end = body.indexOf(QUOTE, end + 1);
    if (end < 0) return body.length;
    let backslashes = 0;
    while (body[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
}

/**
 * Checks a JSON text (UTF-8) against the bounds without building anything, and stops at the first that is exceeded: a
 * parser would spend seconds on a body made of keys, and recursion would end on one made of brackets. Malformed texts
 * may pass; the parser rejects them.
 * @returns a phrase such as "has more than 10000 fields"; `undefined` within the bounds
 */
export function exceededBound(body: Buffer): string | undefined {
  const { depth: mostDepth, keys: mostKeys, items: mostItems } = JSON_BOUNDS;
  const isArray: boolean[] = [];
  let keys = 0;
  let items = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]!;
    switch (byte) {
      case QUOTE:
        i = endOfString(body, i);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        isArray.push(byte === OPEN_ARRAY);
        if (isArray.length > mostDepth) return `is nested deeper than ${mostDepth} levels`;
        if (byte === OPEN_ARRAY) items++;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        isArray.pop();
        break;
      case COLON:
        if (++keys > mostKeys) return `has more than ${mostKeys} fields`;
        break;
      case COMMA:
        if (isArray.at(-1)) items++;
        break;
      default:
    }
    if (items > mostItems) return `has more than ${mostItems} list items`;
  }
  return undefined;
}
