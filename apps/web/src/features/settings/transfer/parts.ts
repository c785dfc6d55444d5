type Json = Record<string, unknown>;

/** Maximum size of a request; the server accepts 8 MiB. */
const PART_BYTES = 6 * 1024 * 1024;
/** Larger conversations are skipped. */
const CONVERSATION_BYTES = 7 * 1024 * 1024;
/** Maximum number of conversations per request, so that progress is visible. */
const PART_COUNT = 20;

export interface Part {
  body: Json | Json[];
  count: number;
}

export interface Parts {
  parts: Part[];
  /** Number of conversations in all parts. */
  total: number;
  /** Titles of conversations that are too large to be sent. */
  tooLarge: string[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const titleOf = (conversation: Json): string =>
  ([conversation['title'], isObject(conversation['chat']) ? conversation['chat']['title'] : undefined].find(
    (title) => typeof title === 'string' && title !== '',
  ) as string | undefined) ?? '';

/** Splits a file into requests between its conversations. Each request is a complete file of the same format. */
export function partsOf(file: unknown): Parts {
  const own = isObject(file) && Array.isArray(file['threads']) ? file : undefined;
  const list: unknown[] = own ? (own['threads'] as unknown[]) : Array.isArray(file) ? file : [file];
  const wrap = (conversations: unknown[]): Part => ({
    body: (own ? { ...own, threads: conversations } : conversations) as Part['body'],
    count: conversations.length,
  });
  const parts: Part[] = [];
  const tooLarge: string[] = [];
  let next: unknown[] = [];
  let bytes = 0;
  for (const conversation of list) {
    const size = bytesOf(conversation);
    if (size > CONVERSATION_BYTES) {
      tooLarge.push(isObject(conversation) ? titleOf(conversation) : '');
      continue;
    }
    if (next.length > 0 && (bytes + size > PART_BYTES || next.length >= PART_COUNT)) {
      parts.push(wrap(next));
      next = [];
      bytes = 0;
    }
    next.push(conversation);
    bytes += size;
  }
  if (next.length > 0) parts.push(wrap(next));
  // An empty file is sent unchanged, so that the server reports what is missing.
  if (parts.length === 0 && tooLarge.length === 0) parts.push({ body: file as Part['body'], count: 0 });
  return { parts, total: parts.reduce((sum, { count }) => sum + count, 0), tooLarge };
}
