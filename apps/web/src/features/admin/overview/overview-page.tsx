import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { modelsQuery } from '@/lib/queries';
import { isUseful } from '@/lib/use-model';
import { overviewQuery } from './api';
import { AttentionList } from './attention-list';
import { DayFigures } from './day-figures';
import { RunningTable } from './running-table';

/** The start page of the administration: what to do, how the day went, and who runs what now. */
export function OverviewPage() {
  const { t } = useTranslation('overview');
  const { data, error, refetch } = useQuery(overviewQuery);
  const noModel = useQuery(modelsQuery).data?.some(isUseful) === false;
  return (
    <Page title={t('title')}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="flex flex-col gap-8">
          <section className="flex flex-col gap-2">
            <h2 className="text-section font-semibold">{t('attention')}</h2>
            {data ? <AttentionList rows={data.attention} noModel={noModel} /> : <Skeleton rows={3} className="h-12" />}
          </section>
          {/* How many rows need attention is not known before: what is below comes with them, and nothing moves. */}
          {data && (
            <>
              <section className="flex flex-col gap-2">
                <div className="flex items-baseline justify-between gap-4">
                  <h2 className="text-section font-semibold">{t('figures')}</h2>
                  <Link
                    to="/admin/telemetry"
                    search={{ range: '24h' }}
                    className="text-ui text-ink-2 underline underline-offset-3 hover:text-ink"
                  >
                    {t('telemetry')}
                  </Link>
                </div>
                <DayFigures figures={data.figures} />
              </section>
              <section className="flex flex-col gap-2">
                <h2 className="text-section font-semibold">{t('running')}</h2>
                <RunningTable running={data.running} />
                {data.running.batch_lines > 0 && (
                  <p className="text-ui text-ink-2">{t('batchLines', { count: data.running.batch_lines })}</p>
                )}
              </section>
            </>
          )}
        </div>
      )}
    </Page>
  );
}
