import { ApiError, type Message, type Problem } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { hasRole, useUser } from '@/lib/session';
import { chosenIn, useModels } from '@/lib/use-model';
import { failureOf, type Failure } from '../failures';
import { discard, rejoin, resend, runStore, send } from '../run/chat-runs';
import { type RunFacts } from '../run/use-run';
import { OtherModel } from './other-model';

/** A failure of a model in words, with what can help. */
export function useFailure(error: ApiError, threadId: string | undefined, model: string | undefined): Failure {
  const { t } = useTranslation('failures');
  const { t: common } = useTranslation();
  const { models } = useModels(threadId);
  const shown = models.find(({ name }) => name === model)?.display_name ?? model;
  return failureOf(error, { model: shown, t, common });
}

interface NoticeProps {
  error: ApiError;
  threadId: string | undefined;
  /** The name of the model that was asked. */
  model: string | undefined;
  /** Asks again, the named model or the same. */
  onRetry: (model?: string) => void;
  children?: ReactNode;
}

function FailureNotice({ error, threadId, model, onRetry, children }: NoticeProps) {
  const { t } = useTranslation('failures');
  const failure = useFailure(error, threadId, model);
  return (
    <ErrorNotice
      error={error}
      copy={failure}
      detail={<AdminDetail failure={failure} />}
      onRetry={failure.retry && (() => onRetry())}
    >
      {failure.otherModel && <OtherModel threadId={threadId} failed={model} onChoose={onRetry} />}
      {failure.newChat && (
        <Link to="/chat" className={buttonClass('outline', 'sm')}>
          {t('newChat')}
        </Link>
      )}
      {children}
    </ErrorNotice>
  );
}

/** What the server said, and its line in the log. Other people could do nothing with either. */
function AdminDetail({ failure: { detail, id } }: { failure: Failure }) {
  const { t } = useTranslation('failures');
  const isAdmin = hasRole(useUser(), 'admin');
  if (!isAdmin || !detail) return null;
  return (
    <>
      {detail}{' '}
      {id && (
        <Link
          to="/admin/logs"
          search={{ q: `request:${id}` }}
          className="font-medium text-ink underline underline-offset-3"
        >
          {t('inTheLog')}
        </Link>
      )}
    </>
  );
}

/** Why an answer in flight failed, with the matching action: reconnect or regenerate. */
export function RunError({ run, error }: { run: RunFacts; error: ApiError }) {
  const { t } = useTranslation('chat');
  const whole = () => runStore.get(run.key)!;
  // Only the connection was given up; the run may have finished on the server.
  if (run.runId && ['network', 'idle', 'timeout'].includes(error.kind)) {
    return (
      <ErrorNotice error={error}>
        <Button size="sm" onClick={() => rejoin(whole())}>
          {t('turn.rejoin')}
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
  const { t } = useTranslation('chat');
  const { id, thread_id: threadId, model } = message;
  const problem: Problem = { detail: t('turn.failed'), ...(message.error as Problem | null) };
  // "Try again" asks what the header says; that is another model only if the person chose one since.
  const retry = (other?: string) =>
    send({ kind: 'regenerate', messageId: id, model: other ?? chosenIn(threadId) ?? model ?? undefined }, threadId);
  return (
    <FailureNotice error={ApiError.fromProblem(problem)} threadId={threadId} model={model ?? undefined} onRetry={retry}>
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t('turn.continue')}
        </Button>
      )}
    </FailureNotice>
  );
}
