import { type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { showToast } from '@/lib/toast';
import { useUndoDelete } from '@/lib/undo-delete';
import { setModel } from '@/lib/use-model';
import { whenThreadsSaved } from '../api';
import { keepAnswer } from './api';
import { askQueued } from '../queue/api';
import { runStore, stop } from '../run/chat-runs';
import { isMessageOf, isOver } from '../run/run';
import { showLeaf } from '../transcript/branches';
import { setExtras } from '../extras';

/** Chooses among answers side by side. */
export function useKeep(columns: readonly Message[]) {
  const { t } = useTranslation('compare');
  const undoDelete = useUndoDelete();
  const onFailed = () => void showToast(t('failed'));

  /** Makes an answer the one that the next question continues; the others stay beside it. */
  const choose = (message: Message) => showLeaf(message.thread_id, message.id, onFailed);

  /** Makes an answer the branch. The others stop, and go when the time to undo it is over. */
  const keepOne = (kept: Message, model: string) => {
    const others = columns.filter(({ id }) => id !== kept.id);
    const [next] = queryClient.getQueryData<ThreadDetail>(threadQuery(kept.thread_id).queryKey)?.queued ?? [];
    const stopping = Object.values(runStore.getState().runs)
      .filter((run) => !isOver(run.phase) && others.some((message) => isMessageOf(run, message)))
      .map((run) => stop(run.key).catch(() => undefined));
    choose(kept);
    // A stop holds what waits; here it is to follow the kept answer.
    if (next && !next.held && stopping.length > 0)
      void Promise.all([...stopping, whenThreadsSaved()])
        .then(() => askQueued(next))
        .catch(() => undefined);
    if (kept.model) setModel(kept.model, kept.thread_id);
    // The choice is made: the next question goes to this model alone.
    setExtras(kept.thread_id, []);
    undoDelete({
      ids: others.map(({ id }) => id),
      send: (leaving) => keepAnswer(kept, 'delete', leaving),
      text: t('kept', { model }),
      failedText: t('failed'),
    });
  };

  /** Makes all answers versions of one: the chosen one is shown. */
  const keepAll = (shown: Message) => {
    const ids = new Set(columns.map(({ id }) => id));
    queryClient.setQueryData<ThreadDetail>(
      threadQuery(shown.thread_id).queryKey,
      (thread) =>
        thread && {
          ...thread,
          messages: thread.messages.map((one) => (ids.has(one.id) ? { ...one, compare_place: null } : one)),
        },
    );
    keepAnswer(shown, 'keep').catch(onFailed);
  };

  return { choose, keepOne, keepAll };
}
