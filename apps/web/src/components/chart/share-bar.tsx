interface ShareBarProps {
  /** Shares of the largest number in the column, between 0 and 1, one after the other. */
  parts: readonly { share: number; className: string }[];
}

/** How long a number of a table is beside the others. The number stands beside it, so it says nothing to a screen reader. */
export function ShareBar({ parts }: ShareBarProps) {
  return (
    <span aria-hidden className="flex h-1.5 min-w-8 flex-1 overflow-hidden">
      {parts.map(({ share, className }, index) => (
        <span key={index} className={className} style={{ inlineSize: `${share * 100}%` }} />
      ))}
    </span>
  );
}
