import { type InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type ThreadPage } from '../queries';
import { usePendingDeletes } from '../undo-delete';
import { threadsOf } from './cache';
import { listRows } from './list-rows';

/**
 * The threads of a list without those that are being deleted, as rows under headings.
 * `listed` has their ids in the order of the screen, which a range of chosen ones goes by.
 * @param pinnedApart as of `listRows`
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
