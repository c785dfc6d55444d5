/** Bytes read at a time. */
const CHUNK_BYTES = 1024 * 1024;
/** Fields under which files list their conversations. */
const LIST_FIELD = /"(threads|conversations)"\s*:\s*\[$/;
const FIELD_BYTES = 64;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const SPACE = 0x20;

/** A piece of a file, in bytes; `end` is not part of it. */
export interface Range {
  start: number;
  end: number;
}

export interface Layout {
  /** Where the list of conversations is, without its brackets. Absent when the file is one conversation. */
  list?: Range;
  /** Where each conversation is. */
  elements: Range[];
  /** Whether all brackets and quotes are closed. */
  closed: boolean;
}

/** Finds the conversations of a JSON file of any size by its brackets and quotes, without parsing it. */
export async function layoutOf(file: Blob): Promise<Layout> {
  const elements: Range[] = [];
  let list: Range | undefined;
  /** Depth inside the list while it is open. */
  let inside = 0;
  let depth = 0;
  let outermost = 0;
  let quoted = false;
  let escaped = false;
  let start = 0;
  let filled = false;
  const end = (at: number) => {
    if (filled) elements.push({ start, end: at });
    filled = false;
    start = at + 1;
  };
  for (let from = 0; from < file.size; from += CHUNK_BYTES) {
    const bytes = new Uint8Array(await file.slice(from, from + CHUNK_BYTES).arrayBuffer());
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (escaped) escaped = false;
      else if (quoted) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === QUOTE) quoted = filled = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        depth++;
        outermost ||= byte;
        filled = true;
        const mayBeList = byte === OPEN_ARRAY && !list && depth === (outermost === OPEN_ARRAY ? 1 : 2);
        if (mayBeList && (depth === 1 || (await isListField(file, from + i + 1)))) {
          inside = depth;
          start = from + i + 1;
          list = { start, end: start };
          filled = false;
        }
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        if (depth === inside && list) {
          end(from + i);
          list.end = from + i;
          inside = 0;
        }
        depth--;
      } else if (byte === COMMA && depth === inside && list) end(from + i);
      else if (byte > SPACE) filled = true;
    }
  }
  return { list, elements, closed: depth === 0 && !quoted };
}

const isListField = async (file: Blob, end: number): Promise<boolean> =>
  LIST_FIELD.test(await file.slice(Math.max(0, end - FIELD_BYTES), end).text());
