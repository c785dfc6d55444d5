import { type Telemetry } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NEWEST } from '@/components/chart/pointing';
import { Page } from '@/components/ui/page';
import { errorCopy } from '@/lib/error-copy';
import { telemetryQuery } from './api';
import { formatAgo } from './format-time';
import { type TelemetrySearch } from './url';
import { ActionCounts } from './action-counts';
import { Costs } from './costs';
import { Figures } from './figures';
import { Freshness } from './freshness';
import { ChartPanel } from './panel';
import { panelsOf } from './panels';
import { DEFAULT_REFRESH_SECONDS, ownRange, rangeOf } from './range';
import { ShareTables } from './share-tables';
import { Toolbar } from './toolbar';

/** Figures and charts over one time range. Refreshed while the tab is visible and nobody is choosing a range. */
export function TelemetryPage() {
  const { t } = useTranslation('telemetry');
  const { t: common } = useTranslation();
  const search = useSearch({ from: '/app/admin/telemetry' });
  const navigate = useNavigate({ from: '/admin/telemetry' });
  const marked = useMarked();
  const [pointing, setPointing] = useState(NEWEST);
  const seconds = search.refresh ?? DEFAULT_REFRESH_SECONDS;
  const query = useQuery({
    ...telemetryQuery(search),
    // The query cache pauses by itself while the tab is hidden.
    refetchInterval: seconds === 0 || pointing.anchor !== undefined ? false : seconds * 1_000,
  });
  const { data } = query;
  const panels = useMemo(() => panelsOf(data), [data]);
  const times = useMemo(() => data?.series.map((point) => Date.parse(point.t)) ?? [], [data]);
  const restarts = useMemo(
    () => data?.restarts.map((restart) => times.indexOf(Date.parse(restart.t))).filter((index) => index >= 0) ?? [],
    [data, times],
  );
  const ago = useAgo(query.dataUpdatedAt, query.isError && data !== undefined);
  const change = (next: Partial<TelemetrySearch>) => {
    setPointing(NEWEST);
    void navigate({ search: (old) => ({ ...old, ...next }) });
  };
  return (
    <Page
      title={t('title')}
      lead={<Freshness query={query} step={data?.step} ago={ago} live={seconds !== 0} />}
      actions={
        <Toolbar search={search} shown={rangeOf(search)} onChange={change} onRefresh={() => void query.refetch()} />
      }
    >
      <div className={`flex flex-col gap-8 transition-opacity ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
        <Figures data={data} stale={query.isError} />
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          {panels.map((panel) => (
            <ChartPanel
              key={panel.id}
              panel={panel}
              times={times}
              restarts={restarts}
              step={data?.step}
              problem={query.isError && !data ? errorCopy(query.error, common).text : undefined}
              stale={query.isError && data ? t('lastSeen', { ago }) : undefined}
              link={() => panelLink(panel.id, data ? shownRange(data) : rangeOf(search))}
              marked={marked === panel.id}
              pointing={pointing}
              onPoint={setPointing}
              onZoom={(first, last) => change(ownRange(times[first]!, times[last]! + data!.step * 1_000))}
            />
          ))}
        </div>
        {restarts.length > 0 && <p className="text-meta text-ink-3">{t('restartHint')}</p>}
        {data && <ShareTables data={data} />}
        {data && <Costs range={daysOf(shownRange(data))} />}
        {data && <ActionCounts counts={data.action_counts} />}
      </div>
    </Page>
  );
}

/** The range of the figures; it may end in the future. */
const shownRange = ({ from, to }: Telemetry) => ({
  from: Date.parse(from),
  to: Math.min(Date.now(), Date.parse(to)),
});

/** The days (UTC) that a range touches: costs are counted by the day. */
const daysOf = ({ from, to }: { from: number; to: number }) => ({
  from: new Date(from).toISOString().slice(0, 10),
  to: new Date(Math.max(from, to - 1)).toISOString().slice(0, 10),
});

/** The address of a panel with a fixed range. */
function panelLink(id: string, { from, to }: { from: number; to: number }): string {
  const range = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  return `${location.origin}/admin/telemetry?${range}#${id}`;
}

/** Scrolls the panel in the address into view and focuses it. */
function useMarked(): string {
  const id = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    const panel = id ? document.getElementById(id) : null;
    panel?.scrollIntoView({ block: 'center' });
    panel?.focus({ preventScroll: true });
  }, [id]);
  return id;
}

const AGO_REFRESH_MS = 5_000;

/** How long ago `at` was, in words; updated while `isShown` is true. */
function useAgo(at: number, isShown: boolean): string {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(() => tick((count) => count + 1), AGO_REFRESH_MS);
    return () => clearInterval(timer);
  }, [isShown]);
  return formatAgo(at);
}
