import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { threadQuery } from '@/lib/queries';
import { type ImportResult as Result } from './use-import';

/** At most this many of the new chats are named. */
const NAMED_CHATS = 5;

interface ImportResultProps {
  result: Result;
  error: unknown;
  cancelled: boolean | undefined;
}

/** The result in numbers, with links to the new chats. */
export function ImportResult({
  result: { imported, skipped, threadIds, tooLarge },
  error,
  cancelled,
}: ImportResultProps) {
  const { t } = useTranslation('settings');
  const threads = useQueries({ queries: threadIds.slice(0, NAMED_CHATS).map((id) => threadQuery(id)) });
  const nothing = imported === 0 && skipped === 0;
  return (
    <div className="flex flex-col items-start gap-3">
      {error !== undefined && <ErrorNotice error={error} />}
      {!(nothing && error !== undefined) && (
        <p role="status" className="text-ui font-medium">
          {imported === 0 && skipped > 0
            ? t('import.allThere', { count: skipped })
            : [t('import.imported', { count: imported }), skipped > 0 && t('import.skipped', { count: skipped })]
                .filter(Boolean)
                .join(', ')}
          {'. '}
          {cancelled && t('import.cancelled')}
        </p>
      )}
      {tooLarge.map((title, index) => (
        <p key={index} className="text-ui text-warn">
          {t('import.oneTooLarge', { title })}
        </p>
      ))}
      {threads.length > 0 && (
        <ul className="flex flex-col gap-1">
          {threads.map(
            ({ data }) =>
              data && (
                <li key={data.id}>
                  <Link
                    to="/c/$threadId"
                    params={{ threadId: data.id }}
                    className="text-ui text-accent-ink underline underline-offset-3"
                  >
                    <span dir="auto">{data.title}</span>
                  </Link>
                </li>
              ),
          )}
        </ul>
      )}
      {imported > 0 && (
        <Link to="/history" className="text-ui text-accent-ink underline underline-offset-3">
          {t('import.toHistory')}
        </Link>
      )}
    </div>
  );
}
