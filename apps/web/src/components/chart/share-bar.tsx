interface ShareBarProps {
  /** Shares of the column's largest number, each between 0 and 1, drawn one after the other. */
  parts: readonly { share: number; className: string }[];
}

/**
 * Shows a number as a bar, relative to the others in its column. Hidden from screen readers, because the number itself
 * is beside it.
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
