import { type LogHistogram } from '@pocket-llm/api-client';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BarChart } from '@/components/chart/bar-chart';
import { NEWEST, rangeRead } from '@/components/chart/pointing';
import { absoluteTime } from '@/lib/dates';
import { LEVELS } from './log-language';

const COLORS = { info: 'var(--line-strong)', warning: 'var(--warn)', error: 'var(--danger)' } as const;
/** Keeps a single failure among thousands of lines visible. */
const MIN_SHARE = 0.02;
/** Free space above the highest bar. */
const HEADROOM = 1.06;

interface HistogramProps {
  data: LogHistogram;
  /** Called with the bounds of the chosen buckets, as ISO times. */
  onRange: (from: string, to: string) => void;
}

/** Number of lines over time, by level. Dragging, or Shift with arrow keys, chooses a range. */
export function Histogram({ data: { buckets, bucket_seconds }, onRange }: HistogramProps) {
  const { t } = useTranslation('admin');
  const [pointing, setPointing] = useState(NEWEST);
  const { series, top } = useMemo(() => {
    const most = Math.max(1, ...buckets.map(({ info, warning, error }) => info + warning + error));
    const shown = (lines: number) => (lines === 0 ? 0 : Math.max(lines, most * MIN_SHARE));
    return {
      series: LEVELS.map((level) => ({
        name: level,
        color: COLORS[level],
        values: buckets.map((bucket) => shown(bucket[level])),
      })),
      top: most * HEADROOM,
    };
  }, [buckets]);
  const { at, first, last } = rangeRead(pointing, buckets.length);
  const bucket = buckets[at];
  if (!bucket) return null;
  const endOf = (index: number) => new Date(Date.parse(buckets[index]!.at) + bucket_seconds * 1_000).toISOString();
  const words =
    pointing.anchor === undefined
      ? t('logs.bucket', { from: absoluteTime(bucket.at), ...bucket })
      : t('logs.chosen', { from: absoluteTime(buckets[first]!.at), to: absoluteTime(endOf(last)) });
  return (
    <>
      <BarChart
        label={t('logs.histogram')}
        hint={t('logs.histogramHint')}
        count={buckets.length}
        valueText={words}
        pointing={pointing}
        onPoint={setPointing}
        onChoose={(from, to) => onRange(buckets[from]!.at, endOf(to))}
        series={series}
        top={top}
        className="h-16 touch-none"
      />
      <p className="tabular truncate text-meta text-ink-3">{words}</p>
    </>
  );
}
