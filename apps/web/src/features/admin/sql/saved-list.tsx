import { type SavedQueryDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Pencil, Trash2, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ErrorNotice } from '@/components/ui/notice';
import { cn } from '@/lib/cn';
import { usePendingDeletes, useUndoDelete } from '@/lib/undo-delete';
import { savedQuery, useSendRemoval, useUpdateSavedQuery } from './api';
import { openTab } from './tabs-store';

const SaveDialog = lazy(() => import('./save-dialog'));

/** The saved queries: the person's own, and those that other admins share. */
export function SavedList() {
  const { t } = useTranslation('sql');
  const query = useQuery(savedQuery);
  const hidden = usePendingDeletes(({ ids }) => ids);
  const [renamed, setRenamed] = useState<SavedQueryDto>();
  const shown = query.data?.filter(({ id }) => !hidden.has(id));
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (shown?.length === 0) return <p className="text-ui text-ink-3">{t('saved.none')}</p>;
  return (
    <>
      <ul>
        {shown?.map((saved) => (
          <SavedRow key={saved.id} saved={saved} onRename={() => setRenamed(saved)} />
        ))}
      </ul>
      <Suspense>
        {renamed && <SaveDialog subject={{ saved: renamed }} onClose={() => setRenamed(undefined)} />}
      </Suspense>
    </>
  );
}

/** One saved query. Only its owner renames, shares or deletes it; a delete can be undone. */
function SavedRow({ saved, onRename }: { saved: SavedQueryDto; onRename: () => void }) {
  const { t } = useTranslation('sql');
  const { id, name, sql, mine, shared, owner } = saved;
  const update = useUpdateSavedQuery();
  const undoDelete = useUndoDelete();
  const send = useSendRemoval();
  const remove = () =>
    undoDelete({
      ids: [id],
      send: send(id),
      text: t('saved.removed', { name }),
      failedText: t('saved.failed', { name }),
    });
  return (
    <li className="border-b border-line">
      <div className="flex items-center">
        <button
          type="button"
          title={sql.slice(0, 1000)}
          aria-label={t('saved.open', { name })}
          onClick={() => openTab(sql, saved)}
          className={cn(
            'flex min-h-9 min-w-0 flex-1 flex-col justify-center text-start text-console -outline-offset-2',
            'hover:text-accent-ink touch:min-h-11',
          )}
        >
          <span className="w-full truncate">{name}</span>
          {shared && (
            <span className="w-full truncate text-meta text-ink-3">
              {mine ? t('saved.sharedByYou') : t('saved.sharedBy', { owner })}
            </span>
          )}
        </button>
        {mine && (
          <Menu align="end" trigger={<IconButton icon={Ellipsis} size="tiny" label={t('saved.actions', { name })} />}>
            <MenuItem icon={Pencil} onSelect={onRename}>
              {t('save.renameAction')}
            </MenuItem>
            <MenuItem icon={Users} onSelect={() => update.mutate({ id, shared: !shared })}>
              {t(shared ? 'saved.unshare' : 'save.share')}
            </MenuItem>
            <MenuItem icon={Trash2} danger onSelect={remove}>
              {t('saved.remove')}
            </MenuItem>
          </Menu>
        )}
      </div>
      {update.isError && <ErrorNotice error={update.error} className="my-2" />}
    </li>
  );
}
