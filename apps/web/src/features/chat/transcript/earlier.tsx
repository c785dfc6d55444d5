import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { announce } from '@/lib/announce';
import { type Older } from './use-older';

interface EarlierProps {
  /** The messages before the first turn, if they have to be loaded before they can be shown. */
  older: Older | undefined;
  onMore: () => void;
}

/** The row above the first turn: a button that shows earlier ones. Scrolling near it shows them as well. */
export function Earlier({ older, onMore }: EarlierProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const mark = useRef<HTMLDivElement>(null);
  const failed = Boolean(older?.error);
  const loading = older?.loading ?? false;
  useEffect(() => {
    // What failed is tried again by hand, what is being loaded comes by itself.
    if (failed || loading || !mark.current || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore());
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [onMore, failed, loading]);
  useEffect(() => {
    if (loading) announce(t('transcript:olderLoading'));
  }, [loading, t]);
  return (
    <div ref={mark} className="flex min-h-8 items-center justify-center touch:min-h-11">
      {failed ? (
        <ErrorNotice error={older?.error} onRetry={onMore} />
      ) : loading ? (
        <p className="text-meta text-ink-3">{t('transcript:olderLoading')}</p>
      ) : (
        <Button size="pill" variant="quiet" onClick={onMore}>
          {t('transcript:earlier')}
        </Button>
      )}
    </div>
  );
}
