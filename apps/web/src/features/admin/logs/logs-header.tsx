import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { QueryBar } from '../query/query-bar';
import { LOG_LANGUAGE, useLogTexts } from './log-language';
import { CustomRange, RangePicker } from './range-picker';
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
  /** The buttons beside the title. */
  children: ReactNode;
}

/** Title, time range, query, and the number of results with what is left out of them. */
export function LogsHeader({ search, count, tail, onShowWaiting, children }: LogsHeaderProps) {
  const { t } = useTranslation('admin');
  const texts = useLogTexts();
  const { q, isNarrowed, change } = search;
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-2 md:px-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="flex-1 text-page font-semibold">{t('logs.title')}</h1>
        <div className="flex flex-wrap items-center gap-1">
          <RangePicker search={search} />
          {children}
        </div>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <QueryBar language={LOG_LANGUAGE} texts={texts} q={q} onChange={(next) => change({ q: next })} />
        <CustomRange search={search} />
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-console text-ink-2">
        <span className="tabular" role="status">
          {count}
        </span>
        <ConsoleChip search={search} />
        {isNarrowed && (
          <Button
            variant="quiet"
            size="sm"
            onClick={() => change({ q: undefined, from: undefined, to: undefined, range: undefined })}
          >
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

/** Says that reads of the consoles are left out, and shows them; or leaves them out again. */
function ConsoleChip({ search: { hidesConsole, showsConsole, change } }: { search: LogSearchState }) {
  const { t } = useTranslation('admin');
  if (showsConsole)
    return (
      <Button variant="quiet" size="sm" onClick={() => change({ console: undefined })}>
        {t('logs.console.hide')}
      </Button>
    );
  if (!hidesConsole) return null;
  return (
    <button
      type="button"
      aria-label={t('query.remove', { name: t('logs.console.hidden') })}
      data-tip={t('logs.console.hint')}
      onClick={() => change({ console: true })}
      className={cn(
        'flex h-6 items-center gap-1 rounded-control bg-accent-wash ps-1.5 pe-1 text-meta text-ink touch:h-11',
      )}
    >
      {t('logs.console.hidden')}
      <Icon as={X} />
    </button>
  );
}
