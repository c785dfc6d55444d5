import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { usePendingDeletes } from '@/lib/undo-delete';
import { type Schedule, schedulesQuery } from './api';
import { ScheduleRow } from './schedule-row';

const ScheduleDialog = lazy(() => import('./schedule-dialog'));

/** The prompts that are asked at set times. */
export function SchedulesPage() {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const query = useQuery(schedulesQuery);
  const hidden = usePendingDeletes(({ ids }) => ids);
  const [edited, setEdited] = useState<Schedule | 'new'>();
  const shown = query.data?.filter(({ id }) => !hidden.has(id));
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      width="prose"
      actionsFollow
      actions={
        <Button variant="primary" onClick={() => setEdited('new')}>
          <Icon as={Plus} />
          {t('create')}
        </Button>
      }
    >
      {query.isPending && <Skeleton rows={3} className="h-20" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {shown?.length === 0 && <p className="max-w-prose text-ink-2">{t('empty')}</p>}
      {shown !== undefined && shown.length > 0 && (
        <ul aria-label={t('list')} className="border-t border-line">
          {shown.map((schedule) => (
            <ScheduleRow key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule)} />
          ))}
        </ul>
      )}
      <Suspense>
        {edited && (
          <ScheduleDialog schedule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
        )}
      </Suspense>
    </Page>
  );
}
