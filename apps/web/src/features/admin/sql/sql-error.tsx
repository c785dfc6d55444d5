import { ApiError } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { placeOf, type Statement } from './text';

/** SQLSTATEs of missing permission and of writing in a read-only session. */
const REFUSED_STATES: ReadonlySet<string> = new Set(['42501', '25006']);

/** Zero-based index of an error in its statement; undefined when the database gave no position. */
export function mistakeAt(error: unknown, { text }: Statement): number | undefined {
  const position = error instanceof ApiError ? error.problem['position'] : undefined;
  if (position == null) return undefined;
  // PostgreSQL counts characters, of which some are two units of a text here.
  return [...text].slice(0, Number(position) - 1).join('').length;
}

/** The database's error: message, position and hint. */
export function SqlError({
  error,
  statement,
  onGoTo,
}: {
  error: unknown;
  statement: Statement;
  onGoTo: (index: number) => void;
}) {
  const { t } = useTranslation('sql');
  if (!(error instanceof ApiError) || error.code !== 'sql.error') return <ErrorNotice error={error} />;
  const { hint: advice, sqlstate = '' } = error.problem as { hint?: string; sqlstate?: string };
  const hint = advice ?? (REFUSED_STATES.has(sqlstate) ? t('error.refused') : undefined);
  const index = mistakeAt(error, statement);
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-panel border border-danger px-4 py-3">
      <p className="max-w-full font-mono text-console break-words">
        {error.detail}
        {index !== undefined && ` (${t('error.position', placeOf(statement.text, index))})`}
      </p>
      {hint && (
        <p className="text-ui text-ink-2">
          {t('error.hint')}: {hint}
        </p>
      )}
      <div className="flex items-center gap-3">
        {index !== undefined && (
          <Button size="sm" onClick={() => onGoTo(statement.from + index)}>
            {t('error.goTo')}
          </Button>
        )}
        {sqlstate && <span className="font-mono text-meta text-ink-3">{t('error.sqlstate', { code: sqlstate })}</span>}
      </div>
    </div>
  );
}
