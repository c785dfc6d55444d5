import { type CacheStatus } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Days } from './days';
import { Figures } from './figures';
import { Pins } from './pins';
import { Purge } from './purge';
import { cacheQuery, useSetCacheScope } from './api';

/** What the answer cache saves, its scope, and its pinned answers. */
export function CachePage() {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  const query = useQuery(cacheQuery);
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          <IconButton icon={RefreshCw} label={t('refresh')} onClick={() => void query.refetch()} />
          <Purge />
        </>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} className="h-12" />}
      {query.data && (
        <>
          <Figures data={query.data} />
          <p className="-mt-4 text-meta text-ink-3">{t('since', { store: t(`store.${query.data.store}`) })}</p>
          <Scope scope={query.data.scope} />
          <Section title={t('pins')} lead={t('pinsLead')}>
            <Pins pins={query.data.pins} />
          </Section>
          <Section title={t('days')}>
            <Days days={query.data.days} />
          </Section>
        </>
      )}
    </Page>
  );
}

const SCOPES = ['shared', 'user'] as const;

/** Chooses who shares cached answers. */
function Scope({ scope }: { scope: CacheStatus['scope'] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  const save = useSetCacheScope();
  const value = save.isPending ? save.variables : scope;
  return (
    <div className="flex flex-col gap-2">
      {save.isError && <ErrorNotice error={save.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-ui">{t('scope')}</span>
        <Select
          label={t('scope')}
          value={value}
          disabled={save.isPending}
          options={SCOPES.map((one) => ({ value: one, label: t(`scopes.${one}`) }))}
          onChange={(next) => save.mutate(next)}
        />
      </div>
      <p className="max-w-prose text-meta text-ink-3">{t(`scopeText.${value}`)}</p>
    </div>
  );
}
