import { type ApiError } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { ErrorId, ErrorNotice } from '@/components/ui/notice';
import { hasRole, useUser } from '@/lib/session';
import { showToast } from '@/lib/toast';
import { useModels } from '@/lib/use-model';
import { failureOf, type Failure, type FailureProps } from '../failures';
import { OtherModel } from './other-model';

/** A failure in words, with what can help. */
function useFailure({ error, threadId, model, compareWith }: FailureProps): Failure {
  const { t } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const { models } = useModels(threadId);
  const shown = models.find(({ name }) => name === model)?.display_name ?? model;
  const failure = failureOf(error, { model: shown, t, common });
  return compareWith?.length && error.detail ? { ...failure, text: error.detail } : failure;
}

/** Why an answer failed or a question was not sent: what people read about it, and the remedies that can work. */
export const KnownFailure = (props: FailureProps) =>
  props.notSent ? <NotSentNotice {...props} /> : <FailureNotice {...props} />;

function FailureNotice(props: FailureProps) {
  const { error, threadId, model, beside, onRetry, children } = props;
  const { t } = useTranslation('chat-late');
  const failure = useFailure(props);
  // Other people could do nothing with either.
  const hasDetail = hasRole(useUser(), 'admin') && (failure.detail !== undefined || failure.id !== undefined);
  return (
    <ErrorNotice
      error={error}
      copy={failure}
      detail={hasDetail && <AdminDetail failure={failure} />}
      onRetry={failure.retry && (() => onRetry())}
    >
      {failure.otherModel && <OtherModel threadId={threadId} failed={model} beside={beside} onChoose={onRetry} />}
      {failure.newChat && (
        <Link to="/chat" className={buttonClass('outline', 'sm')}>
          {t('newChat')}
        </Link>
      )}
      {children}
    </ErrorNotice>
  );
}

/** For administrators: what the server said beyond that, and its line in the log. */
function AdminDetail({ failure: { detail, id } }: { failure: Failure }) {
  const { t } = useTranslation('chat-late');
  return (
    <>
      {detail && `${detail} `}
      {id && (
        <Link
          to="/admin/logs"
          search={{ q: `request:${id}`, range: 'all' }}
          className="font-medium text-ink underline underline-offset-3"
        >
          {t('inTheLog')}
        </Link>
      )}
    </>
  );
}

function NotSentNotice(props: FailureProps) {
  const { threadId, model, onRetry, children } = props;
  const { t } = useTranslation(['chat', 'transcript']);
  const { text, id, retry, otherModel } = useFailure(props);
  return (
    <>
      <p className="text-end text-danger">
        <span className="font-medium">{t('transcript:turn.notSent')}</span> · {text}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {retry && (
          <Button size="sm" onClick={() => onRetry()}>
            {t('transcript:turn.retry')}
          </Button>
        )}
        {otherModel && <OtherModel threadId={threadId} failed={model} onChoose={onRetry} />}
        {children}
      </div>
      {id && <ErrorId id={id} />}
    </>
  );
}

/** Says in passing why a request was refused that left no trace on the screen. */
export function showRefusal(error: ApiError, model: string | undefined): void {
  const [t, common] = [i18next.getFixedT(null, 'chat-late'), i18next.getFixedT(null, 'common')];
  void showToast(failureOf(error, { model, t, common }).text);
}
