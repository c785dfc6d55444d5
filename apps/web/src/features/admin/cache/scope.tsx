import { settingsUpdate, type CacheStatus } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { cacheQuery } from './query';

const SCOPES = ['shared', 'user'] as const;

/** Who gets an answer that was given before. */
export function Scope({ scope }: { scope: CacheStatus['scope'] }) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (cache_scope: string) => settingsUpdate({ body: { cache_scope } }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: cacheQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['settings'] }),
      ]),
  });
  const value = save.isPending ? (save.variables as CacheStatus['scope']) : scope;
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
