import { type ReactNode } from 'react';
import { cn } from '@/lib/cn';

const TONES = {
  ok: 'bg-ok',
  warn: 'bg-warn',
  danger: 'bg-danger',
  info: 'bg-info',
  idle: 'bg-transparent border border-line-strong',
  live: '',
} as const;

/** A status as a dot and a word, never as a colour alone. */
export function Status({
  tone,
  children,
  className,
}: {
  tone: keyof typeof TONES;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <span
        aria-hidden
        className={tone === 'live' ? 'live-dot' : cn('size-2 shrink-0 rounded-full forced-colors:border', TONES[tone])}
      />
      {children}
    </span>
  );
}
