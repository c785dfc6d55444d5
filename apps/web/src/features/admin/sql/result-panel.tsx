import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '@/lib/format';
import { defaultChart } from './chart-data';
import { GridPanel } from './grid-panel';
import { PlanView } from './plan-view';
import { ResultChart } from './result-chart';
import { TAB } from './side-panel';
import { SqlError } from './sql-error';
import { type Done } from './use-runner';

const VIEWS = ['grid', 'chart', 'plan', 'messages'] as const;
type View = (typeof VIEWS)[number];

/** The view for a new result: a chart stays selected if the result can be drawn. */
function viewOf({ columns, rows }: NonNullable<Done['result']>, before: View): View {
  if (columns.length === 0) return 'messages';
  return before === 'chart' && defaultChart(columns, rows) ? 'chart' : 'grid';
}

/** The outcome of the last run: rows, chart, plan, and a message per statement. */
export default function ResultPanel({ done, onGoTo }: { done: Done[]; onGoTo: (index: number) => void }) {
  const { t } = useTranslation('sql');
  const [view, setView] = useState<View>('grid');
  const last = done.at(-1);
  const [seen, setSeen] = useState<Done>();
  if (last !== seen) {
    setSeen(last);
    if (last?.plan) setView('plan');
    else if (last?.result) setView(viewOf(last.result, view));
  }
  if (!last) return null;
  if (last.error) return <SqlError error={last.error} statement={last.statement} onGoTo={onGoTo} />;
  return (
    <section className="flex min-w-0 flex-col gap-2 md:min-h-0 md:flex-1">
      {last.result && <StatusLine result={last.result} />}
      <Tabs.Root
        value={view}
        onValueChange={(value) => setView(value as View)}
        className="flex min-w-0 flex-col gap-3 md:min-h-0 md:flex-1"
      >
        <Tabs.List aria-label={t('result.tabs')} className="flex shrink-0 border-b border-line">
          {VIEWS.map((value) => (
            <Tabs.Tab key={value} value={value} className={TAB}>
              {t(`result.${value}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="grid" className="md:flex md:min-h-0 md:flex-1 md:flex-col">
          {last.result && <GridPanel key={last.result.query_id} result={last.result} statement={last.statement} />}
        </Tabs.Panel>
        <Tabs.Panel value="chart" className="md:min-h-0 md:flex-1 md:overflow-y-auto">
          {last.result && (
            <ResultChart key={last.result.query_id} columns={last.result.columns} rows={last.result.rows} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="plan" className="md:min-h-0 md:flex-1 md:overflow-y-auto">
          <PlanView plan={last.plan} />
        </Tabs.Panel>
        <Tabs.Panel value="messages" className="md:min-h-0 md:flex-1 md:overflow-y-auto">
          <Messages done={done} />
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  );
}

function useFormatRows() {
  const { t } = useTranslation('sql');
  return ({ affected, row_count: count }: NonNullable<Done['result']>) =>
    affected === null ? t('rows', { count }) : t('affected', { count: affected });
}

function StatusLine({ result }: { result: NonNullable<Done['result']> }) {
  const { t } = useTranslation('sql');
  const words = useFormatRows();
  // Rows are missing, or all rows are here with some cells truncated.
  const cut =
    result.truncated &&
    (result.row_count >= 1000 || !result.rows.some((row) => row.some((cell) => cell?.endsWith('…'))));
  return (
    <p role="status" className="tabular flex flex-wrap items-center gap-x-2 font-mono text-meta text-ink-2">
      <span>{words(result)}</span>·<span>{formatDuration(result.duration_ms)}</span>
      {result.truncated && (
        <>
          ·<span className="text-warn">{cut ? t('cut', { count: result.row_count }) : t('cutCells')}</span>
        </>
      )}
    </p>
  );
}

function Messages({ done }: { done: Done[] }) {
  const { t } = useTranslation('sql');
  const words = useFormatRows();
  return (
    <ol className="font-mono text-console">
      {done.map(({ statement, result, plan }) => (
        <li key={statement.from} className="flex flex-col gap-0.5 border-b border-line py-1.5">
          <span className="truncate text-ink-3">{statement.text.slice(0, 200).replace(/\s+/g, ' ')}</span>
          {result && (
            <span className="tabular">
              {t('messages.ok', {
                command: result.command,
                rows: words(result),
                time: formatDuration(result.duration_ms),
              })}
            </span>
          )}
          {plan && (
            <span className="tabular">
              {t('messages.ok', { command: 'EXPLAIN', rows: t('plan.tree'), time: formatDuration(plan.duration_ms) })}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
