import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Splitter } from '@/components/ui/splitter';
import { cn } from '@/lib/cn';
import { useUser } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { showToast } from '@/lib/toast';
import { useNarrow } from '@/lib/use-media';
import { EditorTabs } from './editor-tabs';
import { schemaQuery, useUpdateSavedQuery } from './api';
import { RunBar } from './run-bar';
import { SAMPLES } from './samples';
import { SidePanel } from './side-panel';
import { mistakeAt } from './sql-error';
import { type SqlEditorHandle } from './sql-editor';
import { activeTab, editTab, loadTabs, useTabs, valuesFor } from './tabs-store';
import { parametersOf, type Statement, statements } from './text';
import { type Done, type RunMode, useRunner } from './use-runner';
import { ModeLine, useWriteMode } from './write-mode';

const SqlEditor = lazy(() => import('./sql-editor'));
const ResultPanel = lazy(() => import('./result-panel'));
const ParameterFields = lazy(() => import('./parameter-fields'));
const SaveDialog = lazy(() => import('./save-dialog'));
const NO_TABLES: never[] = [];

/** The SQL console. The server enforces what statements may do; this page only shows it. */
export function SqlPage() {
  const user = useUser();
  const key = useTabs((state) => state.key);
  useEffect(() => {
    if (user) loadTabs(user.id);
  }, [user]);
  return user && key.endsWith(user.id) ? <Console /> : null;
}

function Console() {
  const { t } = useTranslation('sql');
  const narrow = useNarrow();
  const editor = useRef<SqlEditorHandle>(null);
  const tab = useTabs(activeTab);
  const saving = useSaving();
  const split = useSplit();
  const mode = useWriteMode();
  const writing = mode.leftMs !== undefined;
  const { data: tables = NO_TABLES } = useQuery(schemaQuery);
  const { running, done, run, cancel } = useRunner(writing);

  const last = done.at(-1);
  useEffect(() => {
    const index = last && mistakeAt(last.error, last.statement);
    editor.current?.mark(index === undefined ? undefined : last!.statement.from + index);
  }, [last]);
  const chosen = (mode: RunMode) => {
    editor.current?.closeSuggestions();
    const statement = editor.current?.chosen();
    if (statement) void run([withValues(statement)], mode);
  };
  const runAll = () => {
    editor.current?.closeSuggestions();
    void run(statements(activeTab().sql).map(withValues));
  };
  return (
    <Page title={t('title')}>
      <ModeLine mode={mode} />
      <div
        className={cn(
          'grid min-w-0 gap-6 md:-mb-10 md:h-[max(32rem,calc(100dvh-10rem))] md:grid-cols-[16rem_minmax(0,1fr)]',
          'md:grid-rows-[minmax(0,1fr)]',
        )}
      >
        {!narrow && <SidePanel onInsert={(name) => editor.current?.insert(name)} />}
        <div className="flex min-w-0 flex-col gap-3">
          <div
            style={{ '--sql-editor': `${split.size}px` } as CSSProperties}
            className={cn(
              'shrink-0 overflow-clip rounded-panel border',
              'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent',
              writing ? 'border-danger' : 'border-line-strong',
            )}
          >
            <EditorTabs />
            <Suspense fallback={<Skeleton rows={5} className="h-6" />}>
              <SqlEditor
                ref={editor}
                tabId={tab.id}
                value={tab.sql}
                tables={tables}
                onChange={(sql) => editTab({ sql })}
                onRun={() => chosen('run')}
                onRunAll={runAll}
              />
            </Suspense>
          </div>
          {!narrow && <Splitter {...split} label={t('split')} className="-my-2" />}
          {parametersOf(tab.sql).length > 0 && (
            <Suspense>
              <ParameterFields tab={tab} />
            </Suspense>
          )}
          <RunBar
            since={running?.since}
            empty={tab.sql.trim() === ''}
            onRun={chosen}
            onRunAll={runAll}
            onCancel={cancel}
            onSave={() => void saving.save()}
            onSaveAs={tab.saved && saving.ask}
          />
          <Outcome running={running !== undefined} done={done} onGoTo={(index) => editor.current?.goTo(index)} />
        </div>
      </div>
      <Suspense>{saving.isNaming && <SaveDialog subject={{ tab }} onClose={saving.close} />}</Suspense>
    </Page>
  );
}

const withValues = (statement: Statement): Statement => ({
  ...statement,
  values: valuesFor(statement.text, activeTab()),
});

interface OutcomeProps {
  running: boolean;
  done: Done[];
  /** Goes to an index of the text. */
  onGoTo: (index: number) => void;
}

/** What the last run gave; before the first one, example queries. */
function Outcome({ running, done, onGoTo }: OutcomeProps) {
  return (
    <div
      aria-busy={running}
      className={cn('md:flex md:min-h-0 md:flex-1 md:flex-col md:overflow-y-auto', running && 'opacity-60')}
    >
      {/* Its chunk loads while the first query runs. */}
      <Suspense fallback={<Skeleton rows={4} className="h-8" />}>
        {(running || done.length > 0) && <ResultPanel done={done} onGoTo={onGoTo} />}
      </Suspense>
      {done.length === 0 && !running && <Samples />}
    </div>
  );
}

const SPLIT_KEY = 'pocket-llm.sql-editor-px';
const SPLIT = { min: 96, max: 480, usual: 128 };

/** The height of the editor's text, which this device remembers. */
function useSplit() {
  const { min, max, usual } = SPLIT;
  const [size, setSize] = useState(() => Math.min(max, Math.max(min, Number(readStored(SPLIT_KEY) ?? usual) || usual)));
  const onSize = (next: number) => {
    setSize(next);
    writeStored(SPLIT_KEY, String(next));
  };
  return { size, min, max, onSize };
}

/** Saves the active tab. `isNaming` is true while the dialog asks for a name. */
function useSaving() {
  const { t } = useTranslation('sql');
  const [isNaming, setNaming] = useState(false);
  const update = useUpdateSavedQuery();
  const save = async () => {
    const { saved, sql, ...tab } = activeTab();
    // Of somebody else's query the person keeps a copy.
    if (!saved?.mine) return setNaming(true);
    const parameters = valuesFor(sql, { ...tab, saved, sql });
    const updated = await update.mutateAsync({ id: saved.id, sql, parameters }).catch(() => undefined);
    // The saved query was deleted in the meantime: save the text again under a new name.
    if (!updated) return setNaming(true);
    editTab({ saved: updated });
    void showToast(t('save.saved'));
  };
  return { isNaming, save, ask: () => setNaming(true), close: () => setNaming(false) };
}

/** Example queries. */
function Samples() {
  const { t } = useTranslation('sql');
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-ui font-semibold">{t('ready')}</h2>
      <ul className="border-t border-line">
        {SAMPLES.map(({ key, sql }) => (
          <li key={key} className="border-b border-line">
            <button
              type="button"
              className={cn(
                'min-h-9 w-full px-2 text-start text-ui text-ink-2 -outline-offset-2',
                'hover:bg-sunken hover:text-ink touch:min-h-11',
              )}
              onClick={() => editTab({ sql })}
            >
              {t(`samples.${key}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
