import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { formatDuration } from '@/lib/format';
import { type RunFacts, useRun } from '../run/use-run';
import { useElapsed } from './use-elapsed';

interface ThinkingProps {
  /** The thoughts that the thread has. */
  stored: string;
  /** How long they took, in milliseconds, where the thread has it. */
  ms: number | undefined;
  run: RunFacts | undefined;
}

/** The model's reasoning: one line that expands, and says how long it took. */
export function Thinking({ stored, ms, run }: ThinkingProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const running = run?.thinkingSince !== undefined && run.thinkingUntil === undefined;
  const elapsed = useElapsed(run?.thinkingSince, run?.thinkingUntil);
  // The server's measure, also of what it continued or began before this page was loaded; until it is there, our own.
  const seen = run?.cached || run?.thinkingUntil === undefined ? undefined : elapsed;
  const taken = run?.timings?.thinking_ms ?? ms ?? seen;
  const label = running
    ? elapsed === 0
      ? t('transcript:thought.begun')
      : t('transcript:thought.running', { time: formatDuration(elapsed) })
    : taken === undefined
      ? t('transcript:thought.plain')
      : taken < 500
        ? t('transcript:thought.brief')
        : t('transcript:thought.done', { time: formatDuration(Math.round(taken / 1000) * 1000) });
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
