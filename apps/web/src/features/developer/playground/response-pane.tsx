import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { Segments } from '../parts/segments';
import { EventList } from './event-list';
import { Examples } from './examples';
import { FailureNote } from './failure-note';
import { RawAnswer } from './raw-answer';
import { RenderedAnswer } from './rendered-answer';
import { type RunPhase, useRun } from './run';
import { StatusLine } from './status-line';

const TABS = ['rendered', 'raw', 'events'] as const;
type Tab = (typeof TABS)[number];

/** What came back: as it reads, as JSON, as events. */
export function ResponsePane() {
  const { t } = useTranslation('playground');
  const run = useRun();
  const [tab, setTab] = useState<Tab>('rendered');
  useEndings(run.phase);
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

/** Says how a run ended to those who do not see it. */
function useEndings(phase: RunPhase): void {
  const { t } = useTranslation('playground');
  useEffect(() => {
    if (phase === 'done') announce(t('announceDone'));
    else if (phase === 'failed') announce(t('announceFailed'));
  }, [phase, t]);
}
