import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Markdown } from '@/components/markdown/markdown';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatDay } from '@/lib/dates';
import { termsQuery, useAcceptTerms } from './api';

/**
 * The terms of use, and the button that accepts them.
 * @param onAccepted also when nothing has to be accepted any more
 */
export function TermsForm({ onAccepted }: { onAccepted: () => void }) {
  const { t } = useTranslation('terms');
  const query = useQuery(termsQuery);
  const accept = useAcceptTerms();
  if (query.isPending) return <Skeleton rows={6} className="h-6" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { version, text, published_at, accepted } = query.data;
  const goOn = () => (version === null ? onAccepted() : accept.mutate(version, { onSuccess: onAccepted }));
  return (
    <>
      <p className="text-ink-2">{t(accepted.length > 0 ? 'changed' : 'lead')}</p>
      <h2 className="-mb-4 text-console text-ink-3">
        {version !== null && published_at && t('version', { version, day: formatDay(published_at) })}
      </h2>
      <div
        role="group"
        aria-label={t('title')}
        // Else the keyboard could not scroll it.
        tabIndex={0}
        className="max-h-[55dvh] overflow-y-auto rounded-panel border border-line bg-surface px-4 py-3 text-ui"
      >
        <Markdown text={text} live={false} />
      </div>
      {accept.isError && <ErrorNotice error={accept.error} />}
      <Button variant="primary" size="lg" busy={accept.isPending} onClick={goOn}>
        {t('accept')}
      </Button>
    </>
  );
}
