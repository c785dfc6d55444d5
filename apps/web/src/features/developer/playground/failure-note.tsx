import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { CodeBox } from '../parts/code-box';
import { type RunState } from './run';

/** What went wrong: a sentence, and the error as a program gets it. */
export function FailureNote({ run }: { run: RunState }) {
  const { t } = useTranslation('playground');
  const { failure, answer, status } = run;
  if (failure) {
    const { error } = failure.problem;
    return (
      <div className="flex flex-col gap-3">
        <ErrorNotice error={failure} />
        {error !== undefined && (
          <CodeBox label={`${t('figures.status')} ${status ?? ''}`} code={JSON.stringify({ error }, null, 2)} />
        )}
      </div>
    );
  }
  if (!answer.error) return null;
  return (
    <div className="flex flex-col gap-3">
      <p role="alert" className="rounded-panel border border-danger px-4 py-3 text-ui break-words">
        {answer.error.message}
      </p>
      <CodeBox label={t('tabs.raw')} code={JSON.stringify({ error: answer.error }, null, 2)} />
    </div>
  );
}
