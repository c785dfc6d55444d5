import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Registration } from './registration';
import { Retention } from './retention';
import { settingsQuery } from './use-setting';

/** What an administrator can change while the portal runs. */
export function PortalPage() {
  const { t } = useTranslation('admin');
  const query = useQuery(settingsQuery);
  const find = (name: string) => query.data?.find(({ key }) => key === name);
  const registration = find('registration_mode');
  const retention = find('retention_days');
  const logRetention = find('log_retention_days');
  return (
    <Page title={t('portal.title')} lead={t('portal.lead')} width="prose">
      {query.isPending && <Skeleton rows={4} className="h-9" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {registration && <Registration setting={registration} />}
      {retention && <Retention of="chats" setting={retention} />}
      {logRetention && <Retention of="logs" setting={logRetention} />}
    </Page>
  );
}
