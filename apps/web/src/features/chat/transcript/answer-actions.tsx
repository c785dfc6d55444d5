import { type Message } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { MoreHorizontal, RefreshCw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { DeferredMenu } from '@/components/ui/deferred';
import { IconButton } from '@/components/ui/icon-button';
import { importWithTexts } from '@/lib/i18n';
import { showToast } from '@/lib/toast';
import { useUndoDelete } from '@/lib/undo-delete';
import { removeMessage, useForkThread } from './api';
import { send } from '../run/chat-runs';
import { type RunFacts } from '../run/use-run';
import { AnswerRating } from './answer-rating';
import { canContinue } from './continuing';
import { QUIET } from './turn-style';

const loadRegenerateMenu = importWithTexts('chat-late', () => import('./regenerate-menu'));
const loadAnswerMenu = importWithTexts('chat-late', () => import('./answer-menu'));
const Details = lazy(() => import('./answer-details'));

interface AnswerActionsProps {
  message: Message | undefined;
  run: RunFacts | undefined;
  /** The current text; undefined while there is none. */
  text: (() => string) | undefined;
  last: boolean;
  /** Why the conversation cannot be changed at the moment. */
  blocked: string | undefined;
}

/** The actions for an answer. Those that change the conversation are disabled while an answer is in flight. */
export function AnswerActions({ message, run, text, last, blocked }: AnswerActionsProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const failed = run ? run.phase === 'failed' : message?.status === 'failed';
  return (
    <div role="group" aria-label={t('transcript:turn.actions')} className={`flex ${last ? '' : QUIET}`}>
      {text && <CopyButton text={text} label={t('transcript:turn.copy')} data-copy="answer" />}
      {message && !failed && <AnswerRating message={message} />}
      {message && !failed && blocked === undefined && <RegenerateButton message={message} />}
      {message && <MoreButton message={message} blocked={blocked} />}
    </div>
  );
}

/** Regenerates the answer; the existing one stays as another version. */
function RegenerateButton({ message }: { message: Message }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const model = message.model ?? undefined;
  return (
    <DeferredMenu
      load={loadRegenerateMenu}
      props={{
        model,
        onRegenerate: (again) =>
          send({ kind: 'regenerate', messageId: message.id, model, ...again }, message.thread_id),
      }}
      trigger={<IconButton icon={RefreshCw} label={t('transcript:turn.again')} />}
    />
  );
}

/** The menu of rarer actions, and the details dialog that it opens. */
function MoreButton({ message, blocked }: { message: Message; blocked: string | undefined }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const navigate = useNavigate();
  const fork = useForkThread();
  const undoDelete = useUndoDelete();
  const [details, setDetails] = useState(false);

  const openFork = async () => {
    try {
      const { id } = await fork.mutateAsync(message);
      await navigate({ to: '/c/$threadId', params: { threadId: id } });
      void showToast(t('transcript:turn.forked'));
    } catch {
      void showToast(t('thread.changeFailed'));
    }
  };
  const proceed = () =>
    send({ kind: 'continue', messageId: message.id, model: message.model ?? undefined }, message.thread_id);
  const remove = () =>
    undoDelete({
      ids: [message.id],
      send: (leaving) => removeMessage(message, leaving),
      text: t('transcript:turn.removed'),
      failedText: t('thread.changeFailed'),
    });

  return (
    <>
      <DeferredMenu
        load={loadAnswerMenu}
        props={{
          messageId: message.id,
          blocked,
          onContinue: canContinue(message) ? proceed : undefined,
          onFork: () => void openFork(),
          onDetails: () => setDetails(true),
          onRemove: remove,
        }}
        trigger={<IconButton icon={MoreHorizontal} label={t('transcript:turn.more')} />}
      />
      {details && (
        <Suspense>
          <Details message={message} onClose={() => setDetails(false)} />
        </Suspense>
      )}
    </>
  );
}
