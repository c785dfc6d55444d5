import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { UsageToday } from '@/components/ui/usage-today';
import { download } from '@/lib/download';
import { NO_KEY, type UsageSearch } from './url';
import { toCsv } from './csv';
import { formatUtcDay } from './format-utc-day';
import { rowsOf, type Share, sharesOf } from './figures';
import { periodBefore, periodOf } from './period';
import { usageQuery } from './api';
import { ShareTable } from './share-table';
import { UsageChart } from './usage-chart';
import { UsageFigures } from './usage-figures';
import { UsageFilters } from './usage-filters';

/** Requests and tokens by day, key and model. Period and filters are in the address. */
export function UsagePage() {
  const { t } = useTranslation('usage');
  const { t: frame } = useTranslation('frame');
  const search = useSearch({ from: '/app/developer/usage' });
  const navigate = useNavigate({ from: '/developer/usage' });
  const period = periodOf(search);
  const query = useQuery(usageQuery(period));
  const all = query.data?.rows ?? [];
  const rows = rowsOf(all, period, search);
  const before = rowsOf(all, periodBefore(period), search);
  const picked = search.day && period.days.includes(search.day) ? search.day : undefined;
  const below = picked ? rows.filter(({ day }) => day === picked) : rows;
  const change = (next: Partial<UsageSearch>) =>
    void navigate({ search: (old) => ({ ...old, day: undefined, ...next }), replace: true });
  const keyName = ({ id, label }: Share) => (id === NO_KEY ? t('byHand') : (label ?? t('goneKey')));
  const filtered = search.key !== undefined || search.model !== undefined;
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button
          disabled={below.length === 0}
          onClick={() => download(`usage-${picked ?? `${period.from}-${period.to}`}.csv`, toCsv(below), 'text/csv')}
        >
          <Icon as={Download} />
          {t('csv')}
        </Button>
      }
    >
      <UsageFilters search={search} period={period} rows={all} onChange={change} />
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} className="h-16" />}
      {query.data && (
        <div className={`flex flex-col gap-8 transition-opacity ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
          <UsageFigures rows={rows} before={before} period={period} currency={query.data.currency} />
          {rows.length > 0 ? (
            <UsageChart rows={rows} period={period} picked={picked} onPick={(day) => change({ day })} />
          ) : (
            <div className="flex flex-wrap items-center gap-3 text-ink-2">
              {t(filtered ? 'emptyFiltered' : 'empty')}
              {filtered && (
                <Button size="sm" onClick={() => change({ key: undefined, model: undefined })}>
                  {t('dropFilters')}
                </Button>
              )}
              <Link to="/developer/playground" className={buttonClass('outline', 'sm')}>
                {t('toPlayground')}
              </Link>
            </div>
          )}
          <Section title={frame('today.title')} lead={frame('today.lead')}>
            <UsageToday />
          </Section>
          {rows.length > 0 && (
            <>
              {picked && (
                <p className="flex items-center gap-3">
                  {t('onlyDay', { day: formatUtcDay(picked, 'long') })}
                  <Button size="sm" onClick={() => change({})}>
                    {t('wholePeriod')}
                  </Button>
                </p>
              )}
              <div className="grid gap-8 xl:grid-cols-2">
                <ShareTable title={t('byKey')} column={t('key')} shares={sharesOf(below, 'key')} nameOf={keyName} />
                <ShareTable
                  title={t('byModel')}
                  column={t('model')}
                  shares={sharesOf(below, 'model')}
                  nameOf={({ label }) => label ?? t('others')}
                />
              </div>
            </>
          )}
        </div>
      )}
    </Page>
  );
}
