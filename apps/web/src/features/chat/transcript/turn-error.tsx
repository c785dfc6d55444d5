import { ApiError, type Message, type Problem } from '@pocket-llm/api-client';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { useModels } from '@/lib/use-model';
import { type ComposerPrefill } from '../composer/prefill';
import { type FailureProps } from '../failures';
import { discard, listenToRuns, rejoin, resend, runStore, send } from '../run/chat-runs';
import { type Run } from '../run/run';
import { isQuestion } from '../run/run-request';
import { useRun, type RunFacts } from '../run/use-run';

const loadFailures = importWithTexts('chat-late', () => import('./failure-notice'));
// What says more about a failure comes from the same server: if that is gone too, the plain one has to do.
const KnownFailure = lateComponent(() =>
  loadFailures().then(
    (late) => late.KnownFailure,
    () => PlainNotice,
  ),
);

/** A failure of which no reply says more, such as a lost connection. */
const isPlain = ({ code }: ApiError): boolean => code === undefined;

function PlainNotice({ error, onRetry, children }: FailureProps) {
  return (
    <ErrorNotice error={error} onRetry={() => onRetry()}>
      {children}
    </ErrorNotice>
  );
}

const FailureNotice = (props: FailureProps) =>
  isPlain(props.error) ? <PlainNotice {...props} /> : <KnownFailure {...props} fallback={null} />;

/** Why an answer in flight failed, with the matching action: reconnect or regenerate. */
export function RunError({ run, error }: { run: RunFacts; error: ApiError }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const whole = () => runStore.get(run.key)!;
  // Only the connection was given up; the run may have finished on the server.
  if (run.runId && ['network', 'idle', 'timeout'].includes(error.kind)) {
    return (
      <ErrorNotice error={error}>
        <Button size="sm" onClick={() => rejoin(whole())}>
          {t('transcript:turn.rejoin')}
        </Button>
      </ErrorNotice>
    );
  }
  const asked = run.model ?? ('model' in run.request ? run.request.model : undefined);
  const retry = (model?: string) => {
    if (!run.messageId) return resend(whole(), model);
    discard(run.key);
    send({ kind: 'regenerate', messageId: run.messageId, model: model ?? asked }, run.threadId);
  };
  return <FailureNotice error={error} threadId={run.threadId} model={asked} onRetry={retry} />;
}

/** Why a stored answer failed. One that has text can be continued. */
export function MessageError({ message, onContinue }: { message: Message; onContinue: (() => void) | undefined }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const { id, thread_id: threadId, model, compare_place } = message;
  const beside = compare_place != null;
  const problem: Problem = { detail: t('transcript:turn.failed'), ...(message.error as Problem | null) };
  // "Try again" asks what the header says; that is another model only if the person chose one since. Beside answers
  // of other models it asks the same one.
  const { model: next } = useModels(threadId);
  const retry = (other?: string) =>
    send({ kind: 'regenerate', messageId: id, model: other ?? (beside ? (model ?? undefined) : next?.name) }, threadId);
  return (
    <FailureNotice
      error={ApiError.fromProblem(problem)}
      threadId={threadId}
      model={model ?? undefined}
      beside={beside}
      onRetry={retry}
    >
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t('transcript:turn.continue')}
        </Button>
      )}
    </FailureNotice>
  );
}

/** Says that a question was not sent and why, with the ways out. Its text is never lost. */
export function NotSent({ runKey, onPrefill }: { runKey: string; onPrefill: (prefill: ComposerPrefill) => void }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const error = useRun(runKey, (run) => run.error);
  const run = runStore.get(runKey);
  if (!run || !error || !isQuestion(run.request)) return null;
  const { prompt, images, files, model } = run.request;
  const edit = () => {
    discard(runKey);
    onPrefill({ text: prompt, images, files });
  };
  const plain = isPlain(error);
  const props: FailureProps = {
    error,
    threadId: run.threadId,
    model,
    compareWith: run.request.kind === 'prompt' ? run.request.compareWith : undefined,
    onRetry: (other) => resend(run, other),
    children: (
      <Button size="sm" variant="quiet" onClick={edit}>
        {t('transcript:turn.edit')}
      </Button>
    ),
  };
  return (
    <div role={plain ? undefined : 'alert'} className="flex max-w-[80%] flex-col items-end gap-2 text-ui">
      {plain && <p className="text-danger">{t('transcript:turn.notSent')}</p>}
      {plain ? <PlainNotice {...props} /> : <KnownFailure {...props} notSent fallback={null} />}
    </div>
  );
}

/** A refused request for another version of an answer leaves nothing on the screen but the answer: says why. */
export function useRefusals(): void {
  useEffect(() => listenToRuns({ onEnd: (run) => void tellRefusal(run) }), []);
}

async function tellRefusal({ phase, runId, request, error }: Run): Promise<void> {
  if (phase !== 'failed' || runId || isQuestion(request) || !error || error.problem['thread_id'] !== undefined) return;
  const { showRefusal } = await loadFailures();
  showRefusal(error, 'model' in request ? request.model : undefined);
}
