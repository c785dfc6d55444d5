import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { threadsQuery } from '@/lib/queries';
import { type HistorySearch } from './url';
import { threadsOf } from '@/lib/threads/cache';
import { listRows } from '@/lib/threads/list-rows';
import { usePendingDeletes } from '@/lib/undo-delete';
import { filterOf } from './filters';

/** What an address finds: as threads, and as rows with headings. The old hits stay until the new ones are here. */
export function useResults(search: HistorySearch) {
  const { t } = useTranslation('chat');
  const query = useInfiniteQuery({ ...threadsQuery(filterOf(search)), placeholderData: (previous) => previous });
  const gone = usePendingDeletes(({ ids }) => ids);
  const threads = useMemo(() => threadsOf(query.data).filter(({ id }) => !gone.has(id)), [query.data, gone]);
  const rows = useMemo(() => {
    const names = {
      pinned: t('thread.pinned'),
      today: t('thread.today'),
      yesterday: t('thread.yesterday'),
      week: t('thread.week'),
    };
    return listRows(threads, names, { pinnedApart: !search.pinned });
  }, [threads, search.pinned, t]);
  const listed = useMemo(() => rows.flatMap((row) => (row.kind === 'thread' ? [row.id] : [])), [rows]);
  return { query, threads, rows, listed };
}
