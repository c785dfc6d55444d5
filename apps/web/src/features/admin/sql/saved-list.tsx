import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { cn } from '@/lib/cn';
import { savedQuery, useRemoveSavedQuery } from './api';
import { openTab } from './tabs-store';

/** The saved queries. */
export function SavedList() {
  const { t } = useTranslation('sql');
  const query = useQuery(savedQuery);
  const remove = useRemoveSavedQuery();
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data?.length === 0) return <p className="text-ui text-ink-3">{t('saved.none')}</p>;
  return (
    <>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <ul>
        {query.data?.map(({ id, name, sql }) => (
          <li key={id} className="flex items-center border-b border-line">
            <button
              type="button"
              title={sql}
              aria-label={t('saved.open', { name })}
              onClick={() => openTab(sql, { id, name, sql })}
              className={cn(
                'min-h-9 min-w-0 flex-1 truncate text-start text-console -outline-offset-2',
                'hover:text-accent-ink touch:min-h-11',
              )}
            >
              {name}
            </button>
            <IconButton
              icon={Trash2}
              size="tiny"
              label={t('saved.remove', { name })}
              onClick={() => remove.mutate(id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
