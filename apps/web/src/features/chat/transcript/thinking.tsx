import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { formatDuration } from '@/lib/format';
import { type RunFacts, useRun } from '../run/use-run';
import { useElapsed } from './use-elapsed';

/** The model's reasoning: one line that expands. */
export function Thinking({ stored, run }: { stored: string; run: RunFacts | undefined }) {
  const { t } = useTranslation('chat');
  const running = run?.thinkingSince !== undefined && run.thinkingUntil === undefined;
  const elapsed = useElapsed(run?.thinkingSince, run?.thinkingUntil);
  const label = running
    ? `${t('thought.running')} ${formatDuration(elapsed)}`
    : run?.thinkingUntil
      ? t('thought.done', { time: formatDuration(elapsed) })
      : t('thought.plain');
  return (
    <details className="group/thought text-ui text-ink-2">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1.5 text-ink-3 hover:text-ink">
        <Icon as={ChevronRight} className="transition-transform group-open/thought:rotate-90 rtl:-scale-x-100" />
        <span className="tabular">{label}</span>
      </summary>
      <p dir="auto" className="mt-2 border-s border-line ps-4 break-words whitespace-pre-wrap">
        <Thoughts runKey={run?.key} stored={stored} />
      </p>
    </details>
  );
}

function Thoughts({ runKey, stored }: { runKey: string | undefined; stored: string }) {
  return <>{useRun(runKey, (run) => run.thinking) || stored}</>;
}
