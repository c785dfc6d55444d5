import { type InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type ThreadPage } from '../queries';
import { usePendingDeletes } from '../undo-delete';
import { threadsOf } from './cache';
import { listRows } from './list-rows';

/**
 * A list's threads as rows under headings, without those that are being deleted. `listed` has their ids in display
 * order, for range selection.
 * @param pinnedApart as in `listRows`
 */
export function useThreadRows(data: InfiniteData<ThreadPage> | undefined, pinnedApart = true) {
  const { t } = useTranslation('chat');
  const deleted = usePendingDeletes(({ ids }) => ids);
  const threads = useMemo(() => threadsOf(data).filter(({ id }) => !deleted.has(id)), [data, deleted]);
  const rows = useMemo(() => {
    const names = {
      pinned: t('thread.pinned'),
      today: t('thread.today'),
      yesterday: t('thread.yesterday'),
      week: t('thread.week'),
    };
    return listRows(threads, names, { pinnedApart });
  }, [threads, pinnedApart, t]);
  const listed = useMemo(() => rows.flatMap((row) => (row.kind === 'thread' ? [row.id] : [])), [rows]);
  return { threads, rows, listed };
}
