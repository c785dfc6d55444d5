import { activityTelemetry } from '@pocket-llm/api-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { type TelemetrySearch } from '@/lib/search';
import { ActionCounts } from './action-counts';
import { type Pointing } from './chart';
import { Figures } from './figures';
import { ChartPanel } from './panel';
import { panelsOf } from './panels';
import { ownRange, rangeOf } from './range';
import { ShareTables } from './share-tables';
import { stepWords } from './time-words';
import { Toolbar } from './toolbar';

/** Until somebody points at something, the newest point is read. */
const NOWHERE: Pointing = { read: Number.MAX_SAFE_INTEGER, anchor: undefined, dragging: false };

/** How the portal goes, over one range of time; kept current while the tab is looked at and nobody drags. */
export function TelemetryPage() {
  const { t } = useTranslation('telemetry');
  const search = useSearch({ from: '/app/admin/telemetry' });
  const navigate = useNavigate({ from: '/admin/telemetry' });
  const [pointing, setPointing] = useState(NOWHERE);
  const seconds = search.refresh ?? 10;
  const query = useQuery({
    queryKey: ['telemetry', search.range, search.from, search.to],
    queryFn: async ({ signal }) => {
      const { from, to } = rangeOf(search);
      return (await activityTelemetry({ query: { from: new Date(from).toISOString(), to: new Date(to).toISOString() }, signal })).data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    // Not in a hidden tab either: that is what the query cache does by itself.
    refetchInterval: seconds === 0 || pointing.anchor !== undefined ? false : seconds * 1_000,
  });
  const { data } = query;
  const panels = useMemo(() => data && panelsOf(data), [data]);
  const times = useMemo(() => data?.series.map((point) => Date.parse(point.t)) ?? [], [data]);
  const restarts = data?.restarts.map((restart) => times.indexOf(Date.parse(restart.t))).filter((index) => index >= 0) ?? [];
  const change = (next: Partial<TelemetrySearch>) => {
    setPointing(NOWHERE);
    void navigate({ search: (old) => ({ ...old, ...next }) });
  };
  return (
    <Page
      title={t('title')}
      lead={
        data && (
          <span className="flex flex-wrap items-center gap-x-2">
            <Status tone={query.isError ? 'danger' : seconds === 0 ? 'idle' : 'live'}>{t(query.isError ? 'stale' : 'updated')}</Status>
            <Time iso={new Date(query.dataUpdatedAt).toISOString()} />
            <span>· {t('step', { step: stepWords(data.step) })}</span>
          </span>
        )
      }
      actions={<Toolbar search={search} shown={rangeOf(search)} onChange={change} onRefresh={() => void query.refetch()} />}
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} className="h-52" />}
      {data && panels && (
        <div className={`flex flex-col gap-8 transition-opacity ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
          <Figures data={data} stale={query.isError} />
          <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
            {panels.map((panel) => (
              <ChartPanel
                key={panel.id}
                panel={panel}
                times={times}
                restarts={restarts}
                pointing={pointing}
                onPoint={setPointing}
                onZoom={(first, last) => change(ownRange(times[first]!, times[last]! + data.step * 1_000))}
              />
            ))}
          </div>
          {restarts.length > 0 && <p className="text-meta text-ink-3">{t('restartHint')}</p>}
          <ShareTables data={data} />
          <ActionCounts counts={data.action_counts} />
        </div>
      )}
    </Page>
  );
}
