import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Days } from './days';
import { Figures } from './figures';
import { Pins } from './pins';
import { Purge } from './purge';
import { cacheQuery } from './api';
import { Scope } from './scope';

/** What the answer cache saves, who shares it, and what is pinned in it. */
export function CachePage() {
  const { t } = useTranslation('admin');
  const query = useQuery(cacheQuery);
  return (
    <Page
      title={t('cache.title')}
      lead={t('cache.lead')}
      actions={
        <>
          <IconButton icon={RefreshCw} label={t('cache.refresh')} onClick={() => void query.refetch()} />
          <Purge />
        </>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} className="h-12" />}
      {query.data && (
        <>
          <Figures data={query.data} />
          <p className="-mt-4 text-meta text-ink-3">
            {t('cache.since', { store: t(`cache.store.${query.data.store}`) })}
          </p>
          <Scope scope={query.data.scope} />
          <Section title={t('cache.pins')} lead={t('cache.pinsLead')}>
            <Pins pins={query.data.pins} />
          </Section>
          <Section title={t('cache.days')}>
            <Days days={query.data.days} />
          </Section>
        </>
      )}
    </Page>
  );
}
