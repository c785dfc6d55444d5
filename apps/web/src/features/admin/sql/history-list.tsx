import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { formatDuration } from '@/lib/format';
import { historyQuery, useClearHistory } from './api';
import { openTab } from './tabs-store';

const STATUS_COLORS = { ok: 'text-ok', failed: 'text-danger', cancelled: 'text-warn' } as const;

/** The statements that were run, newest first, with their outcome. */
export function HistoryList() {
  const { t } = useTranslation('sql');
  const query = useQuery(historyQuery);
  const clear = useClearHistory();
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data?.length === 0) return <p className="text-ui text-ink-3">{t('history.none')}</p>;
  return (
    <>
      <ul>
        {query.data?.map(({ id, sql, status, row_count: rows, duration_ms: ms, sqlstate, mode, created_at: at }) => (
          <li key={id} className="border-b border-line">
            <button
              type="button"
              title={sql.slice(0, 1000)}
              onClick={() => openTab(sql)}
              className="flex w-full min-w-0 flex-col gap-0.5 py-1.5 text-start -outline-offset-2 hover:bg-sunken"
            >
              <span className="w-full truncate font-mono text-meta text-ink">
                {sql.slice(0, 200).replace(/\s+/g, ' ')}
              </span>
              <span className="tabular flex w-full flex-wrap gap-x-2 text-meta text-ink-3">
                <span className={STATUS_COLORS[status]}>
                  {t(`history.status.${status}`)}
                  {sqlstate && status === 'failed' && ` ${sqlstate}`}
                </span>
                {mode === 'write' && <span className="text-danger">{t('mode.write')}</span>}
                {rows !== null && <span>{t('history.rows', { count: rows })}</span>}
                <span>{formatDuration(ms)}</span>
                <Time iso={at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {query.data && (
        <Button size="sm" variant="quiet" className="mt-2" busy={clear.isPending} onClick={() => clear.mutate()}>
          {t('history.forget')}
        </Button>
      )}
    </>
  );
}
