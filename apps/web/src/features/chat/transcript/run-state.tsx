import { useTranslation } from 'react-i18next';
import { formatDuration, formatList } from '@/lib/format';
import { type RunFacts } from '../run/use-run';
import { useElapsed } from './use-elapsed';

/** After this time the line says that the prompt is being read. */
const READING_AFTER_MS = 3000;

/** What the answer is waiting for: its queue position, a loading model, or the prompt being read. */
export function RunState({ run, hasText }: { run: RunFacts; hasText: boolean }) {
  const words = useStateText(run);
  // While text arrives, the caret at its end is sign enough.
  if (run.phase === 'streaming' && hasText) return null;
  return (
    <p className="tabular flex min-h-[26px] items-center gap-2 text-ui text-ink-3">
      <span className="live-dot" aria-hidden />
      {words}
    </p>
  );
}

/** An estimate is not exact to a tenth of a second. */
const about = (ms: number): string => formatDuration(Math.max(1000, Math.round(ms / 1000) * 1000));

function useStateText(run: RunFacts): string {
  const { t } = useTranslation(['chat', 'transcript']);
  const reading = useElapsed(run.phase === 'waiting' ? run.startedAt : undefined);
  switch (run.phase) {
    case 'queued': {
      const ahead = Math.max(0, (run.position ?? 1) - 1);
      const place = ahead === 0 ? t('transcript:state.queuedNext') : t('transcript:state.queued', { count: ahead });
      return run.etaMs ? formatList([place, t('transcript:state.queuedEta', { time: about(run.etaMs) })]) : place;
    }
    case 'loading':
      return run.loadEtaMs
        ? t('transcript:state.loadingEta', { model: run.model ?? '', time: about(run.loadEtaMs) })
        : t('transcript:state.loading', { model: run.model ?? '' });
    case 'reconnecting':
      return t('transcript:state.reconnecting', { attempt: run.attempt });
    case 'sending':
      return t('transcript:state.sending');
    case 'waiting':
    case 'streaming':
    case 'done':
    case 'stopped':
    case 'failed':
    case 'unsent':
      return reading >= READING_AFTER_MS
        ? t('transcript:state.reading', { time: formatDuration(reading) })
        : t('transcript:state.thinking');
  }
}
