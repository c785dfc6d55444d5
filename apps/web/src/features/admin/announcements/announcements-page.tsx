import { type AnnouncementDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { AnnouncementDialog } from './announcement-dialog';
import { AnnouncementRow } from './announcement-row';
import { announcementsDeskQuery } from './api';

const STATES = ['active', 'coming', 'past'] as const;

/** The announcements: what is shown now, what will be and what was. */
export function AnnouncementsPage() {
  const { t } = useTranslation('announcements');
  const query = useQuery(announcementsDeskQuery);
  const [edited, setEdited] = useState<AnnouncementDto | 'new'>();
  const all = query.data ?? [];
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actionsFollow
      actions={
        <Button onClick={() => setEdited('new')}>
          <Icon as={Plus} />
          {t('add')}
        </Button>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={3} className="h-14" />}
      {query.isSuccess && all.length === 0 && <Hint>{t('none')}</Hint>}
      {STATES.map((state) => {
        const rows = all.filter((one) => one.state === state);
        return (
          rows.length > 0 && (
            <Section key={state} title={t(`states.${state}`)}>
              <ul aria-label={t(`states.${state}`)} className="divide-y divide-line border-y border-line">
                {rows.map((one) => (
                  <AnnouncementRow key={one.id} announcement={one} onEdit={() => setEdited(one)} />
                ))}
              </ul>
            </Section>
          )
        );
      })}
      {edited && (
        <AnnouncementDialog announcement={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Page>
  );
}
