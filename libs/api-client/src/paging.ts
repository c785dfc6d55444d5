/** The cursor of the next page from a `Link` header (`<…?cursor=abc>; rel="next"`), or undefined on the last page. */
export function nextCursor(link: unknown): string | undefined {
  if (typeof link !== 'string') return undefined;
  for (const part of link.split(/,(?=\s*<)/)) {
    const match = /<([^>]*)>\s*;.*\brel="?next"?/.exec(part);
    if (match) return new URL(match[1]!, 'http://localhost').searchParams.get('cursor') ?? undefined;
  }
  return undefined;
}
