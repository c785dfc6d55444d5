import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { formatList } from '@/lib/format';
import { threadQuery } from '@/lib/queries';
import { type ImportResult as Result } from './use-import';

/** At most this many of the new chats are named. */
const NAMED_CHATS = 5;
/** At most this many of those that were left out. */
const NAMED_FAILURES = 20;

interface ImportResultProps {
  result: Result;
  error: unknown;
  cancelled: boolean | undefined;
}

/** The result in numbers, with links to the new chats and the names of those that could not be read. */
export function ImportResult({ result, error, cancelled }: ImportResultProps) {
  const { t } = useTranslation('settings');
  const { imported, skipped, failed, threadIds, failures } = result;
  const threads = useQueries({ queries: threadIds.slice(0, NAMED_CHATS).map((id) => threadQuery(id)) });
  const nothing = imported === 0 && skipped === 0;
  return (
    <div className="flex flex-col items-start gap-3">
      {error !== undefined && <ErrorNotice error={error} />}
      {!(nothing && error !== undefined) && (
        <p role="status" className="text-ui font-medium">
          <Numbers result={result} />
        </p>
      )}
      {cancelled && <p className="text-ui text-ink-2">{t('import.cancelled')}</p>}
      <LeftOut counts={result.leftOut} />
      {failed > 0 && error === undefined && (
        <div className="flex flex-col gap-1 text-ui text-warn">
          <p>{t('import.failed', { count: failed })}</p>
          <ul className="list-disc ps-5">
            {failures.slice(0, NAMED_FAILURES).map(({ number, title, reason }) => (
              <li key={number} dir="auto">
                {title || t('import.unnamed', { number })}: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
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

function Numbers({ result: { imported, skipped, failed, total } }: { result: Result }) {
  const { t } = useTranslation('settings');
  if (imported === 0 && failed === 0 && skipped > 0) return <>{t('import.allThere', { count: skipped })}</>;
  const all =
    failed > 0 ? t('import.importedOf', { count: total, imported }) : t('import.imported', { count: imported });
  return <>{formatList([all, ...(skipped > 0 ? [t('import.skipped', { count: skipped })] : [])])}</>;
}

/** What of the new chats did not come along, and why. */
function LeftOut({ counts }: { counts: Result['leftOut'] }) {
  const { t } = useTranslation('settings');
  const kinds = (['pictures', 'files', 'citations', 'tool_results', 'messages'] as const).filter(
    (kind) => counts[kind],
  );
  if (kinds.length === 0) return null;
  return (
    <ul className="text-ui text-ink-2">
      {kinds.map((kind) => (
        <li key={kind}>{t(`import.left.${kind}`, { count: counts[kind] })}</li>
      ))}
    </ul>
  );
}
