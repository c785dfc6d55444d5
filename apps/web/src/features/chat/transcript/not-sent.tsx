import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { errorCopy } from '@/lib/error-copy';
import { type ComposerPrefill } from '../composer/prefill';
import { discard, resend, runStore } from '../run/chat-runs';
import { useRun } from '../run/use-run';
import { isQuestion } from '../run/run-request';

/** Says that a question was not sent, with two ways out: send it again, or move it back into the composer. */
export function NotSent({ runKey, onPrefill }: { runKey: string; onPrefill: (prefill: ComposerPrefill) => void }) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const error = useRun(runKey, (run) => run.error);
  const run = runStore.get(runKey);
  if (!run || !isQuestion(run.request)) return null;
  const { prompt, images } = run.request;
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
            onPrefill({ text: prompt, images });
          }}
        >
          {t('turn.edit')}
        </Button>
      </div>
    </div>
  );
}
