import { type Message } from '@pocket-llm/api-client';
import { MoreHorizontal, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { DeferredMenu } from '@/components/ui/deferred';
import { IconButton } from '@/components/ui/icon-button';
import { importWithTexts } from '@/lib/i18n';
import { send } from '../run/chat-runs';
import { type RunFacts } from '../run/use-run';
import { AnswerRating } from './answer-rating';
import { QUIET } from './turn-style';

const loadRegenerateMenu = importWithTexts('chat-late', () => import('./regenerate-menu'));
const loadAnswerMenu = importWithTexts(
  'chat-late',
  importWithTexts('audio', () => import('./answer-menu')),
);

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

/** The menu of rarer actions. */
function MoreButton({ message, blocked }: { message: Message; blocked: string | undefined }) {
  const { t } = useTranslation('transcript');
  return (
    <DeferredMenu
      load={loadAnswerMenu}
      props={{ message, blocked }}
      trigger={<IconButton icon={MoreHorizontal} label={t('turn.more')} />}
    />
  );
}
