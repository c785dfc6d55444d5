/** So much of the end stays, however little room there is. */
const TAIL = 8;

/** One line that is cut in its middle: titles differ at their ends as often as at their beginnings. */
export function Middle({ text }: { text: string }) {
  // By code points, so that no sign is cut in two.
  const signs = [...text];
  if (signs.length <= 2 * TAIL) return <span className="block truncate">{text}</span>;
  return (
    <span className="flex min-w-0">
      <span className="truncate whitespace-pre">{signs.slice(0, -TAIL).join('')}</span>
      <span className="shrink-0 whitespace-pre">{signs.slice(-TAIL).join('')}</span>
    </span>
  );
}
