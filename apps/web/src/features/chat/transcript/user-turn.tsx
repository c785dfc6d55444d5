import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { errorCopy } from '@/lib/error-copy';
import { discard, resend, runStore, useRun } from '../run/chat-runs';

interface UserTurnProps {
  content: string;
  unsent: boolean;
  runKey: string | undefined;
  onEdit: (text: string) => void;
}

/** What the person asked. When it never arrived it says so, and nothing of it is lost. */
export const UserTurn = memo(function UserTurn({ content, unsent, runKey, onEdit }: UserTurnProps) {
  const { t } = useTranslation('chat');
  return (
    <article data-turn="user" className="group flex flex-col items-end gap-1">
      <h2 className="sr-only">{t('you')}</h2>
      <div className="flex w-full items-end justify-end gap-1">
        {/* Beside the block, so that showing it moves nothing. */}
        <CopyButton text={content} label={t('turn.copyQuestion')} className="opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 touch:opacity-100" />
        <p dir="auto" className="max-w-[80%] rounded-panel bg-sunken px-4 py-2.5 text-prose break-words whitespace-pre-wrap">
          {content}
        </p>
      </div>
      {unsent && runKey && <NotSent runKey={runKey} onEdit={onEdit} />}
    </article>
  );
});

function NotSent({ runKey, onEdit }: { runKey: string; onEdit: (text: string) => void }) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const error = useRun(runKey, (run) => run.error);
  const run = runStore.get(runKey);
  if (!run || run.request.kind !== 'prompt') return null;
  const { prompt } = run.request;
  return (
    <div role="alert" className="flex max-w-[80%] flex-col items-end gap-2 text-ui">
      <p className="text-end text-danger">
        {t('turn.notSent')}. {errorCopy(error, common).text}
      </p>
      <div className="flex gap-2">
        <Button size="sm" onClick={() => resend(run)}>
          {t('turn.retry')}
        </Button>
        <Button
          size="sm"
          variant="quiet"
          onClick={() => {
            discard(runKey);
            onEdit(prompt);
          }}
        >
          {t('turn.edit')}
        </Button>
      </div>
    </div>
  );
}
