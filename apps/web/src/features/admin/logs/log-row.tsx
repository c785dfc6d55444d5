import { type LogEntry } from '@pocket-llm/api-client';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { formatDuration } from '@/lib/format';
import { cellOf } from './columns';
import { exactTime, levelOf, TONES } from './level';

/** Widths of the cells, shared by lines and header. */
export const CELLS = {
  time: 'w-44 shrink-0 whitespace-nowrap',
  level: 'w-20 shrink-0',
  status: 'w-8 shrink-0',
  request: 'min-w-0 flex-1',
  added: 'w-40 shrink-0',
  duration: 'w-18 shrink-0 text-end',
  user: 'w-32 shrink-0 @max-3xl:hidden',
} as const;

interface LogRowProps {
  entry: LogEntry;
  wrap: boolean;
  narrow: boolean;
  /** The added columns. */
  columns: readonly string[];
}

/** A line: time, level, request, duration and user. On a narrow screen it has two rows. */
export const LogRow = memo(function LogRow({ entry, wrap, narrow, columns }: LogRowProps) {
  const { t } = useTranslation('admin');
  const { created_at, status_code, method, endpoint, duration_ms, username, action } = entry;
  const level = levelOf(status_code);
  const cut = wrap ? 'break-all' : 'truncate';
  const mark = (
    <Status tone={TONES[level]} className={CELLS.level}>
      {t(`logs.levels.${level}`)}
    </Status>
  );
  const time = (
    <time dateTime={created_at} className={cn('tabular text-ink-3', CELLS.time)}>
      {exactTime(created_at)}
    </time>
  );
  const request = (
    <span className={cn(CELLS.request, cut)}>
      {method} {endpoint} <span className="text-ink-3">{action}</span>
    </span>
  );
  const duration = <span className={cn('tabular text-ink-2', CELLS.duration)}>{formatDuration(duration_ms)}</span>;
  if (narrow) {
    return (
      <span className="flex flex-col justify-center gap-0.5 px-3 py-1 font-mono text-meta">
        <span className="flex gap-2">
          {time}
          {mark}
          <span className="flex-1 text-end">{status_code}</span>
        </span>
        <span className="flex gap-2">
          {request}
          {duration}
        </span>
      </span>
    );
  }
  return (
    <span className="flex min-h-7 items-center gap-3 px-3 py-1 font-mono text-meta">
      {time}
      {mark}
      <span className={cn('tabular', CELLS.status)}>{status_code}</span>
      {request}
      {columns.map((column) => (
        <span key={column} className={cn(CELLS.added, cut)}>
          {cellOf(entry, column)}
        </span>
      ))}
      {duration}
      <span className={cn(CELLS.user, cut)}>{username ?? '–'}</span>
    </span>
  );
});
