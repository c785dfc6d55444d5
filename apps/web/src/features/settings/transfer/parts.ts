import { layoutOf, type Range } from './layout';

/** Size of a request: proxies in front of the server may take no more. One conversation is never split. */
const PART_BYTES = 6 * 1024 * 1024;
/** Maximum number of conversations per request, so that progress is visible. */
const PART_COUNT = 20;

export type Unreadable = 'zip' | 'empty' | 'cut-off' | 'not-json';

export interface Part {
  body: Blob;
  /** How many conversations. */
  count: number;
}

/**
 * Splits a file between its conversations into requests, each a complete file of the same format, or says why it cannot
 * be read. The file stays on the disk, whatever its size.
 */
export async function partsOf(file: Blob): Promise<{ parts: Part[] } | { wrong: Unreadable }> {
  const beginning = (await file.slice(0, 1024).text()).replace(/^\uFEFF/, '').trimStart();
  if (beginning === '') return { wrong: 'empty' };
  // ChatGPT sends an archive that contains the file.
  if (beginning.startsWith('PK\u0003\u0004')) return { wrong: 'zip' };
  if (!/^[[{]/.test(beginning)) return { wrong: 'not-json' };
  const { list, elements, closed } = await layoutOf(file);
  if (!closed) return { wrong: 'cut-off' };
  // One conversation, or an empty file, about which the server says what is missing.
  if (!list || elements.length === 0) return { parts: [{ body: file, count: 1 }] };
  const before = file.slice(0, list.start);
  const after = file.slice(list.end);
  const parts = grouped(elements).map((group) => ({
    body: new Blob([before, file.slice(group[0]!.start, group.at(-1)!.end), after]),
    count: group.length,
  }));
  return { parts };
}

function grouped(elements: readonly Range[]): Range[][] {
  const groups: Range[][] = [];
  let last: Range[] = [];
  for (const element of elements) {
    const bytes = last.length === 0 ? 0 : element.end - last[0]!.start;
    if (last.length === 0 || bytes > PART_BYTES || last.length >= PART_COUNT) groups.push((last = []));
    last.push(element);
  }
  return groups;
}
