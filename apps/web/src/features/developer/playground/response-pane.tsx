import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { announce } from '@/lib/announce';
import { CodeBox } from '../parts/code-box';
import { Segments } from '../parts/segments';
import { wholeOf } from './answer';
import { EventList } from './event-list';
import { Examples } from './examples';
import { RenderedAnswer } from './rendered-answer';
import { type RunPhase, type RunState, useRun } from './run';
import { StatusLine } from './status-line';

const TABS = ['rendered', 'raw', 'events'] as const;
type Tab = (typeof TABS)[number];

/** The response: rendered, as JSON, or as events. */
export function ResponsePane() {
  const { t } = useTranslation('playground');
  const run = useRun();
  const [tab, setTab] = useState<Tab>('rendered');
  useEndAnnouncement(run.phase);
  return (
    <section aria-label={t('response')} className="flex min-w-0 flex-col gap-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-section font-semibold">{t('response')}</h2>
        <Segments
          label={t('tabsLabel')}
          value={tab}
          options={TABS.map((value) => ({ value, label: t(`tabs.${value}`) }))}
          onChange={setTab}
        />
      </div>
      {run.phase === 'idle' ? (
        <Examples />
      ) : (
        <>
          {tab === 'rendered' && <RenderedAnswer answer={run.answer} running={run.phase === 'running'} />}
          {tab === 'raw' && <RawAnswer run={run} />}
          {tab === 'events' && <EventList events={run.events} />}
          {run.phase === 'stopped' && <p className="text-ink-3">{t('stopped')}</p>}
          {run.phase === 'failed' && <FailureNote run={run} />}
          <StatusLine run={run} />
        </>
      )}
    </section>
  );
}

/** Announces the end of a run to screen readers. */
function useEndAnnouncement(phase: RunPhase): void {
  const { t } = useTranslation('playground');
  useEffect(() => {
    if (phase === 'done') announce(t('announceDone'));
    else if (phase === 'failed') announce(t('announceFailed'));
  }, [phase, t]);
}

/** The response as JSON: as received, or assembled from the events. */
function RawAnswer({ run }: { run: RunState }) {
  const { t } = useTranslation('playground');
  if (!run.streamed && run.raw === '') return <p className="text-ink-3">{t('noRaw')}</p>;
  const code = run.streamed ? JSON.stringify(wholeOf(run.answer), null, 2) : pretty(run.raw);
  return <CodeBox label={run.streamed ? t('together') : t('tabs.raw')} code={code} />;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The error as a sentence, and as a program receives it. */
function FailureNote({ run }: { run: RunState }) {
  const { t } = useTranslation('playground');
  const { failure, answer, status } = run;
  if (failure) {
    const { error } = failure.problem;
    return (
      <div className="flex flex-col gap-3">
        <ErrorNotice error={failure} />
        {error !== undefined && (
          <CodeBox label={`${t('figures.status')} ${status ?? ''}`} code={JSON.stringify({ error }, null, 2)} />
        )}
      </div>
    );
  }
  if (!answer.error) return null;
  return (
    <div className="flex flex-col gap-3">
      <p role="alert" className="rounded-panel border border-danger px-4 py-3 text-ui break-words">
        {answer.error.message}
      </p>
      <CodeBox label={t('tabs.raw')} code={JSON.stringify({ error: answer.error }, null, 2)} />
    </div>
  );
}
