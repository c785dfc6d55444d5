import { absoluteTime, relativeTime } from '@/lib/dates';

/** A time as people speak of it, with the exact one behind it. */
export function Time({ iso, className }: { iso: string; className?: string }) {
  return (
    <time dateTime={iso} title={absoluteTime(iso)} className={className}>
      {relativeTime(iso)}
    </time>
  );
}
