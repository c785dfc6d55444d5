import { DatabaseZap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { absoluteTime, relativeTime } from '@/lib/dates';

/** Says that an answer was not made now but kept, and since when; one press asks the model itself. */
export function CacheBadge({ from, onAgain }: { from: string | undefined; onAgain: (() => void) | undefined }) {
  const { t } = useTranslation('chat');
  return (
    <p className="flex min-h-8 flex-wrap items-center gap-x-1 text-meta text-ink-3">
      <span
        className="inline-flex items-center gap-1.5 rounded-full border border-line px-2 py-0.5"
        title={from && absoluteTime(from)}
      >
        <Icon as={DatabaseZap} />
        {from ? t('cache.since', { time: relativeTime(from) }) : t('state.cached')}
      </span>
      {onAgain && (
        <Button size="sm" variant="quiet" onClick={onAgain}>
          {t('cache.again')}
        </Button>
      )}
    </p>
  );
}
