/** A piece of text where it is drawn, as pdf.js tells it. */
export interface DrawnText {
  str: string;
}

/** Part of a piece: from, and up to, as shares of its characters. */
export interface Located {
  item: number;
  from: number;
  to: number;
}

/** Beginnings and ends of a passage that are looked for when it is not on the page as a whole. */
const END_CHARS = 24;

/** Characters that programs and pages break differently. */
const IGNORED = /[\s\u00AD\u200B-\u200D\uFEFF-]/;

/**
 * Finds a passage among the drawn pieces of a page. Spaces, line breaks and hyphens do not count: the text of a page
 * and its drawing have others.
 * @returns the parts that it covers; none when it is not there
 */
export function locate(items: readonly DrawnText[], passage: string): Located[] {
  const places: { item: number; at: number }[] = [];
  let all = '';
  items.forEach(({ str }, item) => {
    for (const [at, char] of [...str.normalize('NFKC')].entries()) {
      if (IGNORED.test(char)) continue;
      for (const unit of char.toLowerCase()) {
        all += unit;
        for (let i = 0; i < unit.length; i++) places.push({ item, at });
      }
    }
  });
  const wanted = plain(passage);
  const range = wanted === '' ? undefined : rangeOf(all, wanted);
  if (!range) return [];
  const parts = new Map<number, Located>();
  for (const { item, at } of places.slice(range.from, range.to)) {
    const length = Math.max(1, [...items[item]!.str.normalize('NFKC')].length);
    const part = parts.get(item) ?? { item, from: at / length, to: 0 };
    parts.set(item, { ...part, to: Math.max(part.to, (at + 1) / length) });
  }
  return [...parts.values()];
}

const plain = (text: string): string =>
  [...text.normalize('NFKC')]
    .filter((char) => !IGNORED.test(char))
    .join('')
    .toLowerCase();

function rangeOf(all: string, wanted: string): { from: number; to: number } | undefined {
  const whole = all.indexOf(wanted);
  if (whole >= 0) return { from: whole, to: whole + wanted.length };
  // A header between two columns, or a mark of the parser: from where it begins to where it ends.
  const from = all.indexOf(wanted.slice(0, END_CHARS));
  const last = wanted.slice(-END_CHARS);
  const end = all.indexOf(last, Math.max(0, from));
  if (from >= 0 && end >= 0 && end - from < wanted.length * 2) return { from, to: end + last.length };
  if (from >= 0) return { from, to: Math.min(all.length, from + wanted.length) };
  return end >= 0 ? { from: Math.max(0, end + last.length - wanted.length), to: end + last.length } : undefined;
}
