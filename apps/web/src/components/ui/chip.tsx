import { type ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface ChipProps {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}

/** A toggle for a filter. */
export function Chip({ on, onChange, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => onChange(!on)}
      className={cn(
        'h-8 shrink-0 rounded-full border border-line-strong bg-surface px-3 text-console',
        'whitespace-nowrap hover:bg-sunken aria-pressed:bg-accent-wash touch:min-h-11',
      )}
    >
      {children}
    </button>
  );
}
