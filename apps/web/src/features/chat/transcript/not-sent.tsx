import { type ApiError } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorId } from '@/components/ui/notice';
import { type ComposerPrefill } from '../composer/prefill';
import { discard, resend, runStore } from '../run/chat-runs';
import { isQuestion, type QuestionRequest } from '../run/run-request';
import { type Run } from '../run/run';
import { useRun } from '../run/use-run';
import { OtherModel } from './other-model';
import { useFailure } from './turn-error';

interface NotSentProps {
  runKey: string;
  onPrefill: (prefill: ComposerPrefill) => void;
}

/** Says that a question was not sent and why, with the ways out. Its text is never lost. */
export function NotSent({ runKey, onPrefill }: NotSentProps) {
  const error = useRun(runKey, (run) => run.error);
  const run = runStore.get(runKey);
  if (!run || !error || !isQuestion(run.request)) return null;
  return <Reason run={run} request={run.request} error={error} onPrefill={onPrefill} />;
}

interface ReasonProps {
  run: Run;
  request: QuestionRequest;
  error: ApiError;
  onPrefill: (prefill: ComposerPrefill) => void;
}

function Reason({ run, request, error, onPrefill }: ReasonProps) {
  const { t } = useTranslation('chat');
  const { prompt, images, model } = request;
  const { text, id, retry, otherModel } = useFailure(error, run.threadId, model);
  return (
    <div role="alert" className="flex max-w-[80%] flex-col items-end gap-2 text-ui">
      <p className="text-end text-danger">
        {t('turn.notSent')}. {text}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {retry && (
          <Button size="sm" onClick={() => resend(run)}>
            {t('turn.retry')}
          </Button>
        )}
        {otherModel && <OtherModel threadId={run.threadId} failed={model} onChoose={(name) => resend(run, name)} />}
        <Button
          size="sm"
          variant="quiet"
          onClick={() => {
            discard(run.key);
            onPrefill({ text: prompt, images });
          }}
        >
          {t('turn.edit')}
        </Button>
      </div>
      {id && <ErrorId id={id} />}
    </div>
  );
}
