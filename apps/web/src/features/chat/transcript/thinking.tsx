import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { formatDuration } from '@/lib/format';
import { type Run } from '../run/run';

/** The model's reasoning: one quiet line that opens. */
export function Thinking({ text, run }: { text: string; run: Run | undefined }) {
  const { t } = useTranslation('chat');
  const running = run?.thinkingSince !== undefined && run.thinkingUntil === undefined;
  const elapsed = useElapsed(run?.thinkingSince, run?.thinkingUntil);
  const label = running ? `${t('thought.running')} ${formatDuration(elapsed)}` : run?.thinkingUntil ? t('thought.done', { time: formatDuration(elapsed) }) : t('thought.plain');
  return (
    <details className="group/thought text-ui text-ink-2">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1.5 text-ink-3 hover:text-ink">
        <Icon as={ChevronRight} className="transition-transform group-open/thought:rotate-90 rtl:-scale-x-100" />
        <span className="tabular">{label}</span>
      </summary>
      <p dir="auto" className="mt-2 border-s border-line ps-4 break-words whitespace-pre-wrap">
        {text}
      </p>
    </details>
  );
}

function useElapsed(since: number | undefined, until: number | undefined): number {
  const [now, setNow] = useState(() => performance.now());
  const running = since !== undefined && until === undefined;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return since === undefined ? 0 : Math.max(0, Math.round(((until ?? now) - since) / 1000) * 1000);
}
