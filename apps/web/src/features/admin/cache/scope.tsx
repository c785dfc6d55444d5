import { type CacheStatus } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { useSetCacheScope } from './api';

const SCOPES = ['shared', 'user'] as const;

/** Who shares the answers in the cache. */
export function Scope({ scope }: { scope: CacheStatus['scope'] }) {
  const { t } = useTranslation('admin');
  const save = useSetCacheScope();
  const value = save.isPending ? save.variables : scope;
  return (
    <div className="flex flex-col gap-2">
      {save.isError && <ErrorNotice error={save.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-ui">{t('cache.scope')}</span>
        <Select
          label={t('cache.scope')}
          value={value}
          disabled={save.isPending}
          options={SCOPES.map((one) => ({ value: one, label: t(`cache.scopes.${one}`) }))}
          onChange={(next) => save.mutate(next)}
        />
      </div>
      <p className="max-w-prose text-meta text-ink-3">{t(`cache.scopeText.${value}`)}</p>
    </div>
  );
}
