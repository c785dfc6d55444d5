/**
 * Where the words of a search stand in a title. The server searches for the starts of words and for phrases in quotes;
 * a word with a minus is excluded. Only for marking: the server decides what is found.
 */
export function wordRanges(title: string, q: string | undefined): [from: number, to: number][] {
  const pieces = [...(q ?? '').matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)]
    .flatMap(([, minus, phrase, word]) => (minus ? [] : [(phrase ?? word ?? '').trim()]))
    .filter(Boolean);
  const lower = title.toLowerCase();
  // Some capitals are longer than their small letters; the places would not fit.
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
