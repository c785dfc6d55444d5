import { activityTelemetry } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { ActionCounts } from './action-counts';
import { Figures } from './figures';

const REFRESH_MS = 30_000;

/** How much the portal is used, kept current while the tab is looked at. */
export function TelemetryPage() {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['telemetry'],
    queryFn: async ({ signal }) => (await activityTelemetry({ signal })).data,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page
      title={t('telemetry.title')}
      lead={
        query.isSuccess && (
          <>
            {t('telemetry.updated')} <Time iso={new Date(query.dataUpdatedAt).toISOString()} />
          </>
        )
      }
      actions={<IconButton icon={RefreshCw} label={t('telemetry.refresh')} onClick={() => void query.refetch()} />}
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} className="h-16" />}
      {query.data && (
        <>
          <Figures data={query.data} />
          <ActionCounts counts={query.data.action_counts} />
        </>
      )}
    </Page>
  );
}
