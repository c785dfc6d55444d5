import { type LogEntry } from '@pocket-llm/api-client';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { formatDuration } from '@/lib/format';
import { exactTime, levelOf, TONES } from './level';

interface LogRowProps {
  entry: LogEntry;
  wrap: boolean;
  narrow: boolean;
}

/** One line: when, how it went, what was asked, how long it took, by whom. On a narrow screen in two rows. */
export const LogRow = memo(function LogRow({ entry, wrap, narrow }: LogRowProps) {
  const { t } = useTranslation('admin');
  const { created_at, status_code, method, endpoint, duration_ms, username, action } = entry;
  const level = levelOf(status_code);
  const text = cn('min-w-0 flex-1', wrap ? 'break-all' : 'truncate');
  const mark = (
    <Status tone={TONES[level]} className="w-20 shrink-0">
      {t(`logs.levels.${level}`)}
    </Status>
  );
  const time = (
    <time dateTime={created_at} className="tabular w-38 shrink-0 text-ink-3">
      {exactTime(created_at)}
    </time>
  );
  const asked = (
    <span className={text}>
      {method} {endpoint} <span className="text-ink-3">{action}</span>
    </span>
  );
  const took = <span className="tabular w-18 shrink-0 text-end text-ink-2">{formatDuration(duration_ms)}</span>;
  if (narrow) {
    return (
      <span className="flex flex-col justify-center gap-0.5 px-3 py-1 font-mono text-meta">
        <span className="flex gap-2">
          {time}
          {mark}
          <span className="flex-1 text-end">{status_code}</span>
        </span>
        <span className="flex gap-2">
          {asked}
          {took}
        </span>
      </span>
    );
  }
  return (
    <span className="flex min-h-7 items-center gap-3 px-3 py-1 font-mono text-meta">
      {time}
      {mark}
      <span className="tabular w-8 shrink-0">{status_code}</span>
      {asked}
      {took}
      <span className={cn('w-32 shrink-0 @max-3xl:hidden', wrap ? 'break-all' : 'truncate')}>{username ?? '–'}</span>
    </span>
  );
});
