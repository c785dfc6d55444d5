import { ApiError, type QueuedMessage } from '@pocket-llm/api-client';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { announce } from '@/lib/announce';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';
import { UNDO_MS } from '@/lib/undo-delete';
import { isTouch } from '@/lib/use-media';
import { useModels } from '@/lib/use-model';
import { failureOf } from '../failures';
import { askQueued, changeQueued, keyOf, removeQueued, restoreQueued } from './api';
import { giveBack } from './give-back';
import { QueuedEdit } from './queued-edit';
import { QueuedRow } from './queued-row';
import { useDrag } from './use-drag';

interface NextMessagesProps {
  threadId: string;
  queued: readonly QueuedMessage[];
  /** An answer is being written. */
  running: boolean;
  /** Gives a text to the message field that would be lost otherwise. */
  onGiveBack: (text: string) => void;
}

/** The button that had the focus is gone. On a phone it would open the keyboard. */
const focusComposer = () => isTouch() || document.getElementById('composer')?.focus();

const focusOn = (selector: string) =>
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());

/** What was sent while an answer runs, in the order in which it is asked. */
export function NextMessages({ threadId, queued, running, onGiveBack }: NextMessagesProps) {
  const { t } = useTranslation('queue');
  const { models, model: chatModel } = useModels(threadId);
  const [editing, setEditing] = useState<string>();
  const list = useRef<HTMLUListElement>(null);

  const { move, remove, save, onLost } = useQueueActions({ threadId, queued, onGiveBack });
  const { order, draggedKey, start } = useDrag(list, queued.map(keyOf), (key, index) => void move(key, index));
  const closeEdit = (key: string) => {
    setEditing(undefined);
    focusOn(`[data-edit-queued="${key}"]`);
  };

  return (
    <section aria-label={t('label')} className="mx-auto w-full max-w-[752px] px-4 pb-2">
      <div className="overflow-hidden rounded-panel border border-line bg-surface">
        <ul ref={list} className="max-h-[30dvh] divide-y divide-line overflow-y-auto">
          {order.map((key) => {
            const message = queued.find((one) => keyOf(one) === key)!;
            const other = message.model !== null && message.model !== chatModel?.name ? message.model : undefined;
            return (
              <li key={key} className="flex min-w-0">
                {editing === key ? (
                  <QueuedEdit
                    text={message.prompt}
                    onSave={(prompt) => {
                      closeEdit(key);
                      void save(message, prompt);
                    }}
                    onClose={() => closeEdit(key)}
                    onLost={onLost}
                  />
                ) : (
                  <QueuedRow
                    message={message}
                    model={other && (models.find(({ name }) => name === other)?.display_name ?? other)}
                    dragged={draggedKey === key}
                    movable={queued.length > 1}
                    onGrab={(event) => start(key, event)}
                    onMove={(by) =>
                      void move(key, message.position - 1 + by).then(() => focusOn(`[data-grip="${key}"]`))
                    }
                    onEdit={() => setEditing(key)}
                    onRemove={() => remove(message)}
                  />
                )}
              </li>
            );
          })}
        </ul>
        <WhenAsked queued={queued} running={running} />
      </div>
    </section>
  );
}

/** What the person does with the messages that wait: at once on the screen, then on the server. */
function useQueueActions({ threadId, queued, onGiveBack }: Omit<NextMessagesProps, 'running'>) {
  const { t } = useTranslation('queue');
  const { t: common } = useTranslation();
  const failed = (error: unknown) =>
    void showToast(error instanceof ApiError && error.detail ? errorCopy(error, common).text : t('changeFailed'));
  const move = async (key: string, index: number) => {
    const message = queued.find((one) => keyOf(one) === key);
    const to = Math.min(queued.length, Math.max(1, index + 1));
    if (!message || to === message.position) return;
    announce(t('say.moved', { place: to, count: queued.length }));
    await changeQueued(message, { position: to }).catch(failed);
  };
  const remove = (message: QueuedMessage) => {
    const undo = { label: common('undo'), run: () => void restoreQueued(message).catch(failed) };
    announce(t('removed'));
    removeQueued(message).then(() => showToast(t('removed'), { durationMs: UNDO_MS, action: undo }), failed);
    focusComposer();
  };
  const onLost = (text: string) => {
    if (giveBack(threadId, text, onGiveBack)) void showToast(t('wasAsked'));
  };
  const save = (message: QueuedMessage, prompt: string) =>
    changeQueued(message, { prompt }).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'queued.not-found') onLost(prompt);
      else failed(error);
    });
  return { move, remove, save, onLost };
}

/** When the first message is asked: by itself, or when the person says so; and why it was not. */
function WhenAsked({ queued, running }: Pick<NextMessagesProps, 'queued' | 'running'>) {
  const { t } = useTranslation('queue');
  const { t: late } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [first] = queued;
  if (!first) return null;
  const count = queued.length;
  const problem = queued.find((one) => one.problem)?.problem;
  const reason = (error: ApiError) =>
    t('refused', { reason: failureOf(error, { model: first.model ?? undefined, t: late, common }).text });
  const ask = () => {
    setBusy(true);
    askQueued(first)
      .then(focusComposer)
      .catch((error: unknown) => showToast(error instanceof ApiError ? reason(error) : t('askFailed')))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3 py-1">
      <div className="min-w-0 flex-1 text-meta text-ink-3">
        <p>{first.held ? t(running ? 'heldMeanwhile' : 'held', { count }) : t('open', { count })}</p>
        {problem && <p className="text-warn">{reason(ApiError.fromProblem(problem))}</p>}
      </div>
      {first.held && (
        <Button size="sm" busy={busy} onClick={ask}>
          {t(running ? 'askAfter' : 'ask')}
        </Button>
      )}
    </div>
  );
}
