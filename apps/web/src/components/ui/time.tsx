import { absoluteTime, relativeTime } from '@/lib/dates';

/** A relative time, with the exact one as its tooltip. */
export function Time({ iso, className }: { iso: string; className?: string }) {
  return (
    <time dateTime={iso} title={absoluteTime(iso)} className={className}>
      {relativeTime(iso)}
    </time>
  );
}
