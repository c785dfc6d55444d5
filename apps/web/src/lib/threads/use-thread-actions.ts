import { type BulkAction, type ExportFormat, type Thread, threadBulk } from '@pocket-llm/api-client';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { threadQuery } from '../queries';
import { queryClient } from '../query-client';
import { showToast } from '../toast';
import { UNDO_MS, useUndoDelete } from '../undo-delete';
import { patchThreads } from './cache';
import { exportThreads } from './export';

type Named = Pick<Thread, 'id' | 'title'>;
type Change = Exclude<BulkAction, 'delete'>;

const CHANGES = {
  archive: { archived: true },
  unarchive: { archived: false },
  pin: { pinned: true },
  unpin: { pinned: false },
} as const satisfies Record<Change, Partial<Thread>>;
const OPPOSITE = { archive: 'unarchive', unarchive: 'archive', pin: 'unpin', unpin: 'pin' } as const satisfies Record<
  Change,
  Change
>;
const SAID = { archive: 'thread.archived', unarchive: 'thread.unarchived' } as const;

/**
 * Actions for one or more threads. They apply to the screen at once; what removes a thread from the list can be
 * undone.
 */
export function useThreadActions() {
  const { t } = useTranslation('chat');
  const { t: late } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const undoDelete = useUndoDelete();
  return useMemo(() => {
    const failed = () => void showToast(t('thread.changeFailed'));
    const name = (threads: readonly Named[]) => ({
      count: threads.length,
      title: threads[0]?.title || t('thread.untitled'),
    });
    const tell = (text: string, undo: () => void) =>
      void showToast(text, { durationMs: UNDO_MS, action: { label: common('undo'), run: undo } });

    const apply = async (ids: readonly string[], action: Change) => {
      await queryClient.cancelQueries({ queryKey: ['threads'] });
      patchThreads(queryClient, new Set(ids), CHANGES[action]);
      await bulk(ids, action).catch(failed);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['threads'] }),
        ...ids.map((id) => queryClient.invalidateQueries({ queryKey: ['thread', id] })),
      ]);
    };
    return {
      change(threads: readonly Named[], action: Change) {
        const ids = threads.map(({ id }) => id);
        void apply(ids, action);
        if (action === 'archive' || action === 'unarchive')
          tell(late(SAID[action], name(threads)), () => void apply(ids, OPPOSITE[action]));
      },
      remove(threads: readonly Named[]) {
        const ids = threads.map(({ id }) => id);
        undoDelete({
          ids,
          send: (leaving) => deleteThreads(ids, leaving),
          text: late('thread.deleted', name(threads)),
          failedText: t('thread.changeFailed'),
        });
      },
      exportAs: (threads: readonly Named[], format: ExportFormat) =>
        exportThreads(
          threads.map(({ id }) => id),
          format,
        ).catch(() => void showToast(late('thread.exportFailed'))),
    };
  }, [t, late, common, undoDelete]);
}

/** The most ids that one request accepts. */
const IDS_PER_REQUEST = 500;

/** Applies one action to any number of threads. `leaving`: the page is closing, and the request has to outlive it. */
async function bulk(ids: readonly string[], action: BulkAction, leaving = false): Promise<void> {
  const parts = Array.from({ length: Math.ceil(ids.length / IDS_PER_REQUEST) }, (_, part) =>
    ids.slice(part * IDS_PER_REQUEST, (part + 1) * IDS_PER_REQUEST),
  );
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  await Promise.all(parts.map((part) => threadBulk({ body: { ids: [...part], action }, fetchOptions })));
}

/** Deletes threads permanently and removes them from the cache. `leaving` as above. */
async function deleteThreads(ids: readonly string[], leaving: boolean): Promise<void> {
  try {
    await bulk(ids, 'delete', leaving);
    for (const id of ids) queryClient.removeQueries({ queryKey: threadQuery(id).queryKey });
  } finally {
    await queryClient.invalidateQueries({ queryKey: ['threads'] });
  }
}
