import { useTranslation } from 'react-i18next';
import { formatDuration } from '@/lib/format';
import { type Run } from '../run/run';

/** What the answer waits for, in words. Local models load slowly and share one device, so it says which of the two. */
export function RunState({ run, hasText }: { run: Run; hasText: boolean }) {
  const { t } = useTranslation('chat');
  // While text flows, the caret at its end is sign enough; the line keeps its place so that nothing jumps.
  if (run.phase === 'streaming' && hasText) return null;
  return (
    <p className="flex min-h-[26px] items-center gap-2 text-ui text-ink-3">
      <span className="live-dot" aria-hidden />
      {words()}
    </p>
  );

  function words(): string {
    switch (run.phase) {
      case 'queued': {
        const ahead = Math.max(0, (run.position ?? 1) - 1);
        const place = ahead === 0 ? t('state.queuedNext') : t('state.queued', { count: ahead });
        return run.etaMs ? `${place}, ${t('state.queuedEta', { time: formatDuration(run.etaMs) })}` : place;
      }
      case 'loading':
        return t('state.loading', { model: run.model ?? '' });
      case 'reconnecting':
        return t('state.reconnecting', { attempt: run.attempt });
      case 'sending':
        return t('state.sending');
      default:
        return t('state.thinking');
    }
  }
}
