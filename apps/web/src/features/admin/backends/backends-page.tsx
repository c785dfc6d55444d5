import { type BackendDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { BackendDialog } from './backend-dialog';
import { BackendRow } from './backend-row';
import { backendsQuery } from './api';

/** The model servers: how each is, and how it is used. */
export function BackendsPage() {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const query = useQuery(backendsQuery);
  const [edited, setEdited] = useState<BackendDto | 'new'>();
  const backends = query.data ?? [];
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button onClick={() => setEdited('new')}>
          <Icon as={Plus} />
          {t('add')}
        </Button>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={3} className="h-14" />}
      {query.isSuccess && backends.length === 0 && <Hint>{t('none')}</Hint>}
      {backends.length > 0 && (
        <ul aria-label={t('list')} className="divide-y divide-line border-y border-line">
          {backends.map((backend) => (
            <BackendRow key={backend.id} backend={backend} onEdit={() => setEdited(backend)} />
          ))}
        </ul>
      )}
      {edited && <BackendDialog backend={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}
