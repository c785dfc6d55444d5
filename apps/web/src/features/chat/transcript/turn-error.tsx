import { ApiError, type Message, type Problem } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { discard, rejoin, resend, runStore, send } from '../run/chat-runs';
import { type RunFacts } from '../run/use-run';

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
  const retry = () => {
    if (!run.messageId) return resend(whole());
    discard(run.key);
    send({ kind: 'regenerate', messageId: run.messageId, model: undefined }, run.threadId);
  };
  return <ErrorNotice error={error} onRetry={retry} />;
}

/** Why a stored answer failed. One that has text can be continued. */
export function MessageError({ message, onContinue }: { message: Message; onContinue: (() => void) | undefined }) {
  const { t } = useTranslation('chat');
  const problem: Problem = { detail: t('turn.failed'), ...(message.error as Problem | null) };
  return (
    <ErrorNotice
      error={ApiError.fromProblem(problem)}
      onRetry={() => send({ kind: 'regenerate', messageId: message.id, model: undefined }, message.thread_id)}
    >
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t('turn.continue')}
        </Button>
      )}
    </ErrorNotice>
  );
}
