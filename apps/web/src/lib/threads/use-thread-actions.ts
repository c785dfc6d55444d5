import { type BulkAction, type ExportFormat, type Thread } from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../toast';
import { UNDO_MS, useUndoDelete } from '../undo-delete';
import { bulk, deleteThreads } from './bulk';
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

/** What can be done with one thread or with many: at once on screen, with a way back where something leaves the list. */
export function useThreadActions() {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const client = useQueryClient();
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
      await client.cancelQueries({ queryKey: ['threads'] });
      patchThreads(client, new Set(ids), CHANGES[action]);
      await bulk(ids, action).catch(failed);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['threads'] }),
        ...ids.map((id) => client.invalidateQueries({ queryKey: ['thread', id] })),
      ]);
    };
    return {
      change(threads: readonly Named[], action: Change) {
        const ids = threads.map(({ id }) => id);
        void apply(ids, action);
        if (action === 'archive' || action === 'unarchive')
          tell(t(SAID[action], name(threads)), () => void apply(ids, OPPOSITE[action]));
      },
      remove(threads: readonly Named[]) {
        const ids = threads.map(({ id }) => id);
        undoDelete({
          ids,
          send: (leaving) => deleteThreads(ids, leaving),
          text: t('thread.deleted', name(threads)),
          failedText: t('thread.changeFailed'),
        });
      },
      exportAs: (threads: readonly Named[], format: ExportFormat) =>
        exportThreads(
          threads.map(({ id }) => id),
          format,
        ).catch(() => void showToast(t('thread.exportFailed'))),
    };
  }, [t, common, client, undoDelete]);
}
