/** Number of characters at the end that always stay visible. */
const TAIL = 8;

/** One line that is truncated in the middle, because titles often differ only at their ends. */
export function Middle({ text }: { text: string }) {
  // By code points, so that no character is cut in half.
  const signs = [...text];
  if (signs.length <= 2 * TAIL) return <span className="block truncate">{text}</span>;
  return (
    <span className="flex min-w-0">
      <span className="truncate whitespace-pre">{signs.slice(0, -TAIL).join('')}</span>
      <span className="shrink-0 whitespace-pre">{signs.slice(-TAIL).join('')}</span>
    </span>
  );
}
