import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { absoluteTime } from '@/lib/dates';
import { QueryBar } from '../query/query-bar';
import { LOG_LANGUAGE, useLogTexts } from './log-language';
import { type LogSearchState } from './use-log-search';
import { type useTail } from './use-tail';

interface LogsHeaderProps {
  search: LogSearchState;
  /** The number of matching lines in words; empty until it is known. */
  count: string;
  /** The live tail; undefined while it is off. */
  tail: ReturnType<typeof useTail> | undefined;
  /** Shows the lines waiting in the live tail. */
  onShowWaiting: () => void;
  /** The buttons beside the query. */
  children: ReactNode;
}

/** The query, the number of results, and a way to reset the range. */
export function LogsHeader({ search, count, tail, onShowWaiting, children }: LogsHeaderProps) {
  const { t } = useTranslation('admin');
  const texts = useLogTexts();
  const { q, from, to, isNarrowed, change, setRange } = search;
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-2 md:px-6">
      <h1 className="sr-only">{t('logs.title')}</h1>
      <div className="flex flex-wrap items-start gap-2">
        <QueryBar language={LOG_LANGUAGE} texts={texts} q={q} onChange={(next) => change({ q: next })} />
        {children}
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-console text-ink-2">
        <span className="tabular" role="status">
          {count}
        </span>
        <RangeChip from={from} to={to} onClear={() => setRange()} />
        {isNarrowed && (
          <Button variant="quiet" size="sm" onClick={() => change({ q: undefined, from: undefined, to: undefined })}>
            {t('query.clear')}
          </Button>
        )}
        {tail && tail.waiting.length > 0 && (
          <Button size="pill" variant="live" onClick={onShowWaiting}>
            {t('logs.tailNew', { count: tail.waiting.length })}
          </Button>
        )}
        {tail && tail.dropped > 0 && (
          <span className="text-meta text-ink-3">{t('logs.dropped', { count: tail.dropped })}</span>
        )}
      </div>
    </header>
  );
}

interface RangeChipProps {
  from: string | undefined;
  to: string | undefined;
  onClear: () => void;
}

/** The time range, with a button that removes it. */
function RangeChip({ from, to, onClear }: RangeChipProps) {
  const { t } = useTranslation('admin');
  if (!from && !to) return null;
  const name = t('logs.range', { from: from ? absoluteTime(from) : '…', to: to ? absoluteTime(to) : '…' });
  return (
    <button
      type="button"
      aria-label={t('query.remove', { name })}
      onClick={onClear}
      className={cn(
        'tabular flex h-6 items-center gap-1 rounded-control bg-accent-wash ps-1.5 pe-1',
        'text-meta text-ink touch:h-11',
      )}
    >
      {name}
      <Icon as={X} />
    </button>
  );
}
