import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { timeTicks } from '@/components/chart/axis';
import { LineChart } from '@/components/chart/line-chart';
import { type Pointing } from '@/components/chart/pointing';
import { PresenceChart } from '@/components/chart/presence-chart';
import { type Line, type Panel } from './panels';

/** Props that all charts of the page share. */
export interface PlotProps {
  /** The start of each point, in milliseconds. */
  times: readonly number[];
  /** Points at which the server started. */
  restarts: readonly number[];
  pointing: Pointing;
  onPoint: (next: Pointing) => void;
  /** Zooms to a range of points, both ends inclusive. */
  onZoom: (first: number, last: number) => void;
}

interface PanelChartProps extends PlotProps {
  panel: Panel;
  label: string;
  valueText: string;
  /** The only line that is drawn. */
  alone: Line | undefined;
  format: (value: number) => string;
}

/** A panel's lines or bars. Choosing more than one point zooms in. */
export function PanelChart({ panel, label, valueText, alone, format, times, restarts, ...plot }: PanelChartProps) {
  const { t } = useTranslation('telemetry');
  const { lines, bars, unit } = panel;
  const series = useMemo(() => lines.filter(({ name }) => alone === undefined || name === alone.name), [lines, alone]);
  const ticks = useMemo(() => timeTicks(times), [times]);
  const slider = {
    label,
    hint: t('chartHint'),
    count: times.length,
    valueText,
    pointing: plot.pointing,
    onPoint: plot.onPoint,
    onChoose: (first: number, last: number) => last > first && plot.onZoom(first, last),
    ticks,
    markers: restarts,
  };
  if (bars) return <PresenceChart {...slider} rows={lines} />;
  return (
    <LineChart
      {...slider}
      series={series}
      format={format}
      least={unit === 'count' ? 2 : 0}
      cutText={(most) => t('above', { most })}
    />
  );
}
