interface ShareBarProps {
  /** Shares of the largest number in the column, between 0 and 1, one after the other. */
  parts: readonly { share: number; className: string }[];
}

/**
 * The length of a number beside the others in a column. The number itself stands beside it, so that it says
 * nothing to a screen reader.
 */
export function ShareBar({ parts }: ShareBarProps) {
  return (
    <span aria-hidden className="flex h-1.5 min-w-8 flex-1 overflow-hidden">
      {parts.map(({ share, className }, index) => (
        <span key={index} className={className} style={{ inlineSize: `${share * 100}%` }} />
      ))}
    </span>
  );
}
