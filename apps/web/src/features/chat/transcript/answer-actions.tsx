import { type Message } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { MoreHorizontal, RefreshCw, ThumbsDown, ThumbsUp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { DeferredMenu } from '@/components/ui/deferred';
import { IconButton } from '@/components/ui/icon-button';
import { showToast } from '@/lib/toast';
import { send } from '../run/chat-runs';
import { type RunFacts } from '../run/use-run-facts';
import { canContinue } from './continuing';
import { changeMessage, forkThread } from './message-commands';
import { removeLater, undoRemoval, UNDO_MS } from './pending-removals';
import { QUIET } from './turn-style';

const loadAgain = () => import('./again-menu');
const loadMore = () => import('./answer-menu');
const Details = lazy(() => import('./answer-details'));

interface AnswerActionsProps {
  message: Message | undefined;
  run: RunFacts | undefined;
  /** The words as they are now; undefined while there are none. */
  text: (() => string) | undefined;
  last: boolean;
  /** Why nothing of the conversation can be changed now. */
  blocked: string | undefined;
}

/** What can be done with an answer. Those that change the conversation wait for an answer in flight. */
export function AnswerActions({ message, run, text, last, blocked }: AnswerActionsProps) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const [details, setDetails] = useState(false);
  const failed = run ? run.phase === 'failed' : message?.status === 'failed';
  const refused = () => void showToast(t('thread.changeFailed'));

  const rate = (feedback: 'good' | 'bad') => {
    if (message) changeMessage(message, { feedback: message.feedback === feedback ? null : feedback }).catch(refused);
  };
  const fork = async (from: Message) => {
    try {
      const threadId = await forkThread(from);
      await navigate({ to: '/c/$threadId', params: { threadId } });
      void showToast(t('turn.forked'));
    } catch {
      refused();
    }
  };
  const remove = (what: Message) => {
    removeLater(what, refused);
    void showToast(t('turn.removed'), {
      durationMs: UNDO_MS,
      action: { label: common('undo'), run: () => undoRemoval(what.id) },
    });
  };

  return (
    <div role="group" aria-label={t('turn.actions')} className={`flex ${last ? '' : QUIET}`}>
      {text && <CopyButton text={text} label={t('turn.copy')} data-copy="answer" />}
      {message && !failed && (
        <>
          <Rating
            icon={ThumbsUp}
            label={t('turn.good')}
            pressed={message.feedback === 'good'}
            onClick={() => rate('good')}
          />
          <Rating
            icon={ThumbsDown}
            label={t('turn.bad')}
            pressed={message.feedback === 'bad'}
            onClick={() => rate('bad')}
          />
        </>
      )}
      {message && !failed && blocked === undefined && (
        <DeferredMenu
          load={loadAgain}
          props={{
            model: message.model ?? undefined,
            onAgain: (again) =>
              send(
                { kind: 'regenerate', messageId: message.id, model: message.model ?? undefined, ...again },
                message.thread_id,
              ),
          }}
          trigger={<IconButton icon={RefreshCw} label={t('turn.again')} />}
        />
      )}
      {message && (
        <DeferredMenu
          load={loadMore}
          props={{
            messageId: message.id,
            blocked,
            onContinue: canContinue(message)
              ? () =>
                  send(
                    { kind: 'continue', messageId: message.id, model: message.model ?? undefined },
                    message.thread_id,
                  )
              : undefined,
            onFork: () => void fork(message),
            onDetails: () => setDetails(true),
            onRemove: () => remove(message),
          }}
          trigger={<IconButton icon={MoreHorizontal} label={t('turn.more')} />}
        />
      )}
      {details && message && (
        <Suspense>
          <Details message={message} onClose={() => setDetails(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Rating({
  icon,
  label,
  pressed,
  onClick,
}: {
  icon: typeof ThumbsUp;
  label: string;
  pressed: boolean;
  onClick: () => void;
}) {
  return (
    <IconButton
      icon={icon}
      label={label}
      aria-pressed={pressed}
      className="aria-pressed:text-accent [&[aria-pressed=true]>svg]:fill-current"
      onClick={onClick}
    />
  );
}
