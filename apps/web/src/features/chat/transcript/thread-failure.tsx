import { ApiError } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';

/**
 * Why a conversation cannot be shown. If it does not exist, a link leads on; if the request failed, a button retries.
 */
export function ThreadFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const gone = error instanceof ApiError && (error.kind === 'not-found' || error.kind === 'invalid');
  if (!gone) return <ErrorNotice error={error} onRetry={onRetry} />;
  return (
    <ErrorNotice error={error}>
      <Link to="/chat" className={buttonClass('outline', 'sm')}>
        {t('nav.newChat')}
      </Link>
    </ErrorNotice>
  );
}
