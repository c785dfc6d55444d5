import { DatabaseZap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { absoluteTime, relativeTime } from '@/lib/dates';
import { formatNumber } from '@/lib/format';

/** Says that an answer came from the cache and how old it is; a button asks the model itself. */
export function CacheBadge({
  from,
  onRegenerate,
}: {
  from: string | undefined;
  onRegenerate: (() => void) | undefined;
}) {
  const { t } = useTranslation(['chat', 'transcript']);
  return (
    <p className="flex min-h-8 flex-wrap items-center gap-x-1 text-meta text-ink-3">
      <span
        className="inline-flex items-center gap-1.5 rounded-full border border-line px-2 py-0.5"
        title={from && absoluteTime(from)}
      >
        <Icon as={DatabaseZap} />
        {from ? t('transcript:cache.since', { time: relativeTime(from) }) : t('transcript:state.cached')}
      </span>
      {onRegenerate && (
        <Button size="sm" variant="quiet" onClick={onRegenerate}>
          {t('transcript:cache.again')}
        </Button>
      )}
    </p>
  );
}

/** Says that the answer is incomplete, and offers to continue it. */
export function CutOff({ onContinue }: { onContinue: (() => void) | undefined }) {
  const { t } = useTranslation(['chat', 'transcript']);
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-ink-3">
      {t('transcript:state.cutOff')}
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t('transcript:turn.continue')}
        </Button>
      )}
    </p>
  );
}

/** Says that an answer was written without the beginning of the conversation. */
export function DroppedNote({ count, window }: { count: number; window: number | undefined }) {
  const { t } = useTranslation(['chat', 'transcript']);
  if (count <= 0) return null;
  return (
    <p className="text-meta text-ink-3">
      {window
        ? t('transcript:dropped', { count, window: formatNumber(window) })
        : t('transcript:droppedPlain', { count })}
    </p>
  );
}
