import { type TriedBackendDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { formatDuration } from '@/lib/format';

/** What a model server said when it was tried: its models and how fast it was, or why it did not answer. */
export function TestResult({ result }: { result: TriedBackendDto }) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  if (!result.reachable)
    return (
      <p role="alert" lang="en" dir="ltr" className="basis-full text-console text-danger">
        {result.problem}
      </p>
    );
  return (
    <div role="status" className="flex basis-full flex-col gap-1 text-console">
      <Status tone="ok" className="whitespace-normal">
        {t('tested', { count: result.model_count, time: formatDuration(result.latency_ms ?? 0) })}
      </Status>
      {result.models.length > 0 && (
        <p dir="ltr" className="font-mono text-meta break-words text-ink-2">
          {result.models.slice(0, 5).join(', ')}
        </p>
      )}
    </div>
  );
}
