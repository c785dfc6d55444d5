import { type Message } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { FileText, GitFork, Info, Share2, StepForward, Trash2 } from 'lucide-react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { announce } from '@/lib/announce';
import { importWithTexts } from '@/lib/i18n';
import { showToast } from '@/lib/toast';
import { useUndoDelete } from '@/lib/undo-delete';
import { useCopy } from '@/lib/use-copy';
import { ReadAloudItem } from '../audio/read-aloud-item';
import { PinItem } from '../pin/pin-item';
import { send } from '../run/chat-runs';
import { removeMessage, useForkThread } from './api';
import { canContinue } from './continuing';
import { plainTextOf, spokenTextOf } from './plain-text';

const ShareDialog = lazy(importWithTexts('shares', () => import('../share/share-dialog')));
const Details = lazy(() => import('./answer-details'));

interface AnswerMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  message: Message;
  /** Why the conversation cannot be changed at the moment. */
  blocked: string | undefined;
}

const renderedAnswer = ({ id }: Message): Element | null | undefined =>
  document.getElementById(`m-${id}`)?.querySelector('[data-answer]');

const spoken = (answer: Element | null | undefined, code: string): string => (answer ? spokenTextOf(answer, code) : '');

/** The rarer actions of an answer, and the dialog with its details. */
export default function AnswerMenu({ trigger, startOpen, message, blocked }: AnswerMenuProps) {
  const { t } = useTranslation('chat-late');
  const { t: transcript } = useTranslation('transcript');
  const { t: common } = useTranslation();
  const { copy } = useCopy();
  const [details, setDetails] = useState(false);
  const { proceed, fork, remove } = useAnswerChanges(message);
  const [sharing, setSharing] = useState(false);
  const copyPlain = () => {
    const shown = renderedAnswer(message);
    if (shown) void copy(plainTextOf(shown)).then(() => announce(common('copied')));
  };
  return (
    <>
      <Menu trigger={trigger} startOpen={startOpen}>
        <ReadAloudItem id={message.id} textOf={(code) => spoken(renderedAnswer(message), code)} />
        <MenuItem icon={FileText} onSelect={copyPlain}>
          {t('answer.copyPlain')}
        </MenuItem>
        {canContinue(message) && (
          <MenuItem icon={StepForward} onSelect={proceed} disabled={blocked !== undefined}>
            {transcript('turn.continue')}
          </MenuItem>
        )}
        <MenuItem icon={GitFork} onSelect={() => void fork()} disabled={blocked !== undefined}>
          {t('answer.fork')}
        </MenuItem>
        <MenuItem icon={Share2} onSelect={() => setSharing(true)} disabled={blocked !== undefined}>
          {t('answer.shareUpTo')}
        </MenuItem>
        <MenuItem icon={Info} onSelect={() => setDetails(true)}>
          {t('answer.details')}
        </MenuItem>
        <PinItem messageId={message.id} />
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={remove} disabled={blocked !== undefined}>
          {t('answer.remove')}
        </MenuItem>
        {blocked && <p className="max-w-56 px-2 py-1 text-meta text-ink-3">{blocked}</p>}
      </Menu>
      {sharing && (
        <Suspense>
          <ShareDialog threadId={message.thread_id} messageId={message.id} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      {details && (
        <Suspense>
          <Details message={message} onClose={() => setDetails(false)} />
        </Suspense>
      )}
    </>
  );
}

/** What changes the conversation from an answer on. */
function useAnswerChanges(message: Message) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation('chat');
  const navigate = useNavigate();
  const forkThread = useForkThread();
  const undoDelete = useUndoDelete();
  const failedText = chat('thread.changeFailed');
  return {
    proceed: () =>
      send({ kind: 'continue', messageId: message.id, model: message.model ?? undefined }, message.thread_id),
    fork: async () => {
      try {
        const { id } = await forkThread.mutateAsync(message);
        await navigate({ to: '/c/$threadId', params: { threadId: id } });
        void showToast(t('answer.forked'));
      } catch {
        void showToast(failedText);
      }
    },
    remove: () =>
      undoDelete({
        ids: [message.id],
        send: (leaving) => removeMessage(message, leaving),
        text: t('answer.removed'),
        failedText,
      }),
  };
}
