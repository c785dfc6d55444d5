import { ApiError, sqlQuery } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { readStored, writeStored } from '@/lib/storage';
import { ResultGrid } from './result-grid';
import { SAMPLES } from './samples';
import { SqlError } from './sql-error';
import { SqlEditor, type SqlEditorHandle } from './sql-editor';

const KEPT = 'pocket-llm.sql';

/** Questions to the database. The server decides that they only read; this page says so. */
export function SqlPage() {
  const { t } = useTranslation('admin');
  const editor = useRef<SqlEditorHandle>(null);
  const [sql, setSql] = useState(() => readStored(KEPT) ?? '');
  const [offset, setOffset] = useState(0);
  const query = useMutation({
    mutationFn: async (text: string) => (await sqlQuery({ body: { sql: text } })).data,
  });

  const run = () => {
    const { text, from } = editor.current?.selection() ?? { text: sql, from: 0 };
    if (text.trim() === '' || query.isPending) return;
    setOffset(from);
    query.mutate(text);
  };
  const edit = (text: string) => {
    setSql(text);
    writeStored(KEPT, text || null);
  };
  const sqlError = query.error instanceof ApiError && query.error.code === 'sql.error' ? query.error : undefined;
  return (
    <Page title={t('sql.title')}>
      <div className="flex flex-col gap-2">
        <p className="flex flex-wrap items-baseline gap-x-3 text-ui text-ink-2">
          <strong className="font-mono text-section font-semibold tracking-wide text-ink-3">{t('sql.mode')}</strong>
          {t('sql.modeText')}
        </p>
        <SqlEditor ref={editor} value={sql} onChange={edit} onRun={run} />
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" busy={query.isPending} disabled={sql.trim() === ''} onClick={run}>
            {t(query.isPending ? 'sql.running' : 'sql.run')}
          </Button>
          <p className="text-meta text-ink-3">{t('sql.hint')}</p>
        </div>
      </div>
      {sqlError ? (
        <SqlError error={sqlError} sql={query.variables ?? ''} onGoTo={(position) => editor.current?.goTo(offset + position)} />
      ) : (
        query.isError && <ErrorNotice error={query.error} onRetry={run} />
      )}
      {query.data && <ResultGrid result={query.data} />}
      {query.isIdle && (
        <section className="flex flex-col gap-2">
          <h2 className="text-ui font-semibold">{t('sql.ready')}</h2>
          <ul className="border-t border-line">
            {SAMPLES.map(({ key, sql: sample }) => (
              <li key={key} className="border-b border-line">
                <button type="button" className="min-h-9 w-full px-2 text-start text-ui text-ink-2 -outline-offset-2 hover:bg-sunken hover:text-ink touch:min-h-11" onClick={() => edit(sample)}>
                  {t(`sql.samples.${key}`)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
