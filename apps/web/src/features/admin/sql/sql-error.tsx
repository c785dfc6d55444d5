import { type ApiError } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { placeOf } from './place';

/** What the database said, where, and what it advises. */
export function SqlError({ error, sql, onGoTo }: { error: ApiError; sql: string; onGoTo: (index: number) => void }) {
  const { t } = useTranslation('admin');
  const { position, hint, sqlstate } = error.problem as { position?: number | string | null; hint?: string | null; sqlstate?: string | null };
  const index = position == null ? undefined : Number(position) - 1;
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-panel border border-danger px-4 py-3">
      <p className="font-mono text-console break-words">
        {error.detail}
        {index !== undefined && ` (${t('sql.position', placeOf(sql, index))})`}
      </p>
      {hint && (
        <p className="text-ui text-ink-2">
          {t('sql.hintLabel')}: {hint}
        </p>
      )}
      <div className="flex items-center gap-3">
        {index !== undefined && (
          <Button size="sm" onClick={() => onGoTo(index)}>
            {t('sql.goTo')}
          </Button>
        )}
        {sqlstate && <span className="font-mono text-meta text-ink-3">{t('sql.sqlstate', { code: sqlstate })}</span>}
      </div>
    </div>
  );
}
