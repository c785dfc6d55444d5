import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { cn } from '@/lib/cn';
import { formatDuration, formatNumber } from '@/lib/format';
import { speedOf } from './answer';
import { type RunState } from './run';

/** A run's figures in one line. */
export function StatusLine({ run }: { run: RunState }) {
  const { t } = useTranslation('playground');
  const { status, firstMs, totalMs, requestId, streamed, answer } = run;
  const { usage } = answer;
  const speed =
    totalMs === undefined ? undefined : speedOf(usage?.completion_tokens, streamed ? (firstMs ?? 0) : 0, totalMs);
  const figures = [
    status !== undefined && String(status),
    streamed && firstMs !== undefined && t('figures.first', { time: formatDuration(firstMs) }),
    totalMs !== undefined && t('figures.total', { time: formatDuration(totalMs) }),
    speed !== undefined && t('figures.speed', { number: formatNumber(speed, { maximumFractionDigits: 1 }) }),
    usage &&
      t('figures.tokens', {
        prompt: formatNumber(usage.prompt_tokens),
        completion: formatNumber(usage.completion_tokens),
      }),
  ].filter(Boolean);
  return (
    <div
      role="group"
      aria-label={t('figures.label')}
      className={cn(
        'tabular flex min-h-8 flex-wrap items-center gap-x-4 border-t border-line pt-2',
        'font-mono text-meta text-ink-2',
      )}
    >
      {figures.map((figure) => (
        <span key={String(figure)}>{figure}</span>
      ))}
      {requestId && (
        <span className="flex min-w-0 items-center gap-1">
          <span className="truncate text-ink-3">{requestId}</span>
          <CopyButton text={requestId} label={t('figures.copyId')} />
        </span>
      )}
    </div>
  );
}
