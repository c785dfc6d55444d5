/**
 * Finds the search words in a title, for highlighting; the server decides which threads match. It searches for the
 * starts of words and for quoted phrases; a minus excludes a word.
 */
export function wordRanges(title: string, q: string | undefined): [from: number, to: number][] {
  const pieces = [...(q ?? '').matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)]
    .flatMap(([, minus, phrase, word]) => (minus ? [] : [(phrase ?? word ?? '').trim()]))
    .filter(Boolean);
  const lower = title.toLowerCase();
  // Some letters change their length in lower case, which would shift the positions.
  if (lower.length !== title.length) return [];
  const found: [number, number][] = [];
  for (const piece of pieces) {
    const needle = piece.toLowerCase();
    for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(title[at - 1]!)) found.push([at, at + needle.length]);
    }
  }
  found.sort(([a], [b]) => a - b);
  return found.filter(([from], index) => index === 0 || from >= found[index - 1]![1]);
}
