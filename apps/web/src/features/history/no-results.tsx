import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { absoluteTime } from '@/lib/dates';
import { type HistorySearch } from './url';
import { NO_FILTER } from './filter-bar';
import { isNarrowed } from './filters';

interface NoResultsProps {
  search: HistorySearch;
  onChange: (change: Partial<HistorySearch>) => void;
}

/** Shown without results: names the search and suggests removing filters, or how to start. */
export function NoResults({ search, onChange }: NoResultsProps) {
  const { t } = useTranslation('history');
  const { t: frame } = useTranslation('frame');
  const { q, date, model, pinned, code, archived } = search;
  const narrowed = isNarrowed(search);
  if (!q && !narrowed) {
    return (
      <div className="flex flex-col items-start gap-3 py-8">
        <p className="text-ink-2">{t('empty')}</p>
        <Link to="/chat" className={buttonClass('primary')}>
          {t('newChat')}
        </Link>
      </div>
    );
  }
  const filters = [
    date && frame(`dates.range.${date}`),
    model,
    pinned && t('pinned'),
    code && t('code'),
    archived && t('archived'),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <div className="flex flex-col items-start gap-3 py-8">
      <p className="text-ink-2">
        {q ? t('noHits', { q }) : t('noneSuch')} {filters && t('within', { filters })}
      </p>
      <div className="flex flex-wrap gap-2">
        {narrowed && <Button onClick={() => onChange(NO_FILTER)}>{t('dropFilters')}</Button>}
        {q && <Button onClick={() => onChange({ q: undefined })}>{t('drop')}</Button>}
      </div>
    </div>
  );
}

interface SearchedToProps {
  time: string;
  busy: boolean;
  onMore: () => void;
}

/** Says how far back a long search has come, and goes on. */
export function SearchedTo({ time, busy, onMore }: SearchedToProps) {
  const { t } = useTranslation('history');
  return (
    <div className="flex flex-wrap items-center gap-3 py-4 text-ui text-ink-2">
      <p role="status">{t('searchedTo', { time: absoluteTime(time) })}</p>
      <Button size="sm" disabled={busy} onClick={onMore}>
        {t('searchOn')}
      </Button>
    </div>
  );
}
