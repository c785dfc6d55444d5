import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { absoluteTime } from '@/lib/dates';
import { type LogView, useNearestLines } from './api';
import { type LogSearchState } from './use-log-search';

const HOUR_MS = 3_600_000;

/** Says that no line matches, and links to ranges with matches. */
export function NoLogs({ search }: { search: LogSearchState }) {
  const { t } = useTranslation('admin');
  const { q, view, range, hidesConsole, setRange } = search;
  const hasRange = range !== 'all';
  return (
    <div className="flex flex-col items-start gap-3 px-4 py-8 text-ui text-ink-2 md:px-6">
      <p className="break-all">
        {q ? t('logs.none', { query: q }) : t(hasRange ? 'logs.noneInRange' : 'logs.noneAtAll')}
      </p>
      {hasRange && view && <Nearest view={view} onRange={setRange} />}
      {(hasRange || hidesConsole) && (
        <div className="flex flex-wrap gap-2">
          {hasRange && (
            <Button size="sm" onClick={() => search.showRange('all')}>
              {t('logs.allTime')}
            </Button>
          )}
          {hidesConsole && (
            <Button size="sm" onClick={() => search.change({ console: true })}>
              {t('logs.console.show')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface NearestProps {
  view: LogView;
  onRange: (from: string, to: string) => void;
}

/** The nearest matching lines before and after the range. A click moves the range there and keeps its length. */
function Nearest({ view, onRange }: NearestProps) {
  const { t } = useTranslation('admin');
  const query = useNearestLines(view);
  if (!query.data) return null;
  const { before, after, isWhole } = query.data;
  if (!before && !after) return <p>{t(isWhole ? 'logs.noneAnywhere' : 'logs.noneNear')}</p>;
  const span = view.from && view.to ? Date.parse(view.to) - Date.parse(view.from) : HOUR_MS;
  const moveTo = (at: string) =>
    onRange(new Date(Date.parse(at) - span / 2).toISOString(), new Date(Date.parse(at) + span / 2).toISOString());
  return (
    <div className="flex flex-wrap gap-2">
      {before && (
        <Button size="sm" onClick={() => moveTo(before)}>
          {t('logs.nearestBefore', { time: absoluteTime(before) })}
        </Button>
      )}
      {after && (
        <Button size="sm" onClick={() => moveTo(after)}>
          {t('logs.nearestAfter', { time: absoluteTime(after) })}
        </Button>
      )}
    </div>
  );
}

interface SearchedToProps {
  time: string;
  onMore: (() => void) | undefined;
}

/** Says how far back a search that reads line by line has come, and goes on. */
export function SearchedTo({ time, onMore }: SearchedToProps) {
  const { t } = useTranslation('admin');
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-4 text-ui text-ink-2 md:px-6">
      <p role="status">{t('logs.searchedTo', { time: absoluteTime(time) })}</p>
      <Button size="sm" disabled={!onMore} onClick={onMore}>
        {t('logs.searchOn')}
      </Button>
    </div>
  );
}
