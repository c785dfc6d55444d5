import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';

/** The beginning of what is on the page: coming near it brings more, and so does pressing it. */
export function Earlier({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation('chat');
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!mark.current || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore());
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [onMore]);
  return (
    <div ref={mark} className="flex justify-center">
      <Button size="pill" variant="quiet" onClick={onMore}>
        {t('earlier')}
      </Button>
    </div>
  );
}
