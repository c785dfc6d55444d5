import { cn } from '@/lib/cn';

/** The product's name with its dot in the accent colour. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span
      className={cn(
        'inline-flex shrink-0 items-baseline gap-px text-ui font-semibold tracking-tight whitespace-nowrap',
        className,
      )}
      translate="no"
    >
      Pocket-LLM
      <span aria-hidden className="size-1.5 rounded-full bg-accent" />
    </span>
  );
}
