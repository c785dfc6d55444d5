/** The name as it is set everywhere: ink, with the one signal dot. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      className={`inline-flex shrink-0 items-baseline whitespace-nowrap gap-px text-ui font-semibold tracking-tight ${className ?? ''}`}
      translate="no"
    >
      Pocket-LLM
      <span aria-hidden className="size-1.5 rounded-full bg-accent" />
    </span>
  );
}
