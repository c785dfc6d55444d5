import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { CheckRow } from './check-row';
import { doctorQuery, useDownloadBackup } from './api';
import { Restore } from './restore';
import { useBrowserChecks } from './use-browser-checks';

/** Checks the installation, and makes and restores backups. */
export function DoctorPage() {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const query = useQuery(doctorQuery);
  const browser = useBrowserChecks(query.data?.ahead);
  const checks = [...(query.data?.checks ?? []), ...browser];
  const problemCount = checks.filter(({ state }) => state === 'warn' || state === 'fail').length;
  return (
    <Page
      width="prose"
      actionsFollow
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button
          busy={query.isFetching}
          onClick={() => void client.invalidateQueries({ queryKey: doctorQuery.queryKey })}
        >
          {t('again')}
        </Button>
      }
    >
      {query.isPending && <Skeleton rows={8} className="h-14" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && (
        <section aria-label={t('checks')} className="relative flex flex-col">
          <h2 className="sr-only">{t('checks')}</h2>
          <p role="status" className="flex flex-wrap gap-x-3 font-medium">
            {problemCount === 0 ? t('summary.well') : t('summary.some', { count: problemCount })}
            <span className="font-normal text-ink-3">
              {t('examined')} <Time iso={query.data.at} />
            </span>
          </p>
          <ul className="mt-2 divide-y divide-line border-y border-line">
            {checks.map((check) => (
              <CheckRow key={check.title} check={check} />
            ))}
          </ul>
        </section>
      )}
      <Backup />
      <Restore />
    </Page>
  );
}

/** Downloads the whole database as a file. */
function Backup() {
  const { t } = useTranslation('doctor');
  const save = useDownloadBackup();
  return (
    <Section title={t('backup')} lead={t('backupLead')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <Button className="self-start" busy={save.isPending} onClick={() => save.mutate()}>
        {t(save.isPending ? 'preparing' : 'download')}
      </Button>
    </Section>
  );
}
