/** Number of characters at the end that always stay visible. */
const TAIL_CHARS = 8;

/** One line that is truncated in the middle, because titles often differ only at their ends. */
export function Middle({ text }: { text: string }) {
  // By code points, so that no character is cut in half.
  const characters = [...text];
  if (characters.length <= 2 * TAIL_CHARS) return <span className="block truncate">{text}</span>;
  return (
    // The parts follow the direction of the text, not of the page: a Latin name in an Arabic page must not fall apart.
    <span dir="auto" className="inline-flex max-w-full min-w-0 align-bottom">
      <span className="truncate whitespace-pre">{characters.slice(0, -TAIL_CHARS).join('')}</span>
      <span className="shrink-0 whitespace-pre">{characters.slice(-TAIL_CHARS).join('')}</span>
    </span>
  );
}
