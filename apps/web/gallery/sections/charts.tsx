import { type ReactNode, useState } from 'react';
import { BarChart } from '@/components/chart/bar-chart';
import { LINE_COLORS } from '@/components/chart/colors';
import { LineChart, LineChartSkeleton } from '@/components/chart/line-chart';
import { type PointSliderProps } from '@/components/chart/point-slider';
import { NEWEST } from '@/components/chart/pointing';
import { PresenceChart } from '@/components/chart/presence-chart';
import { SeriesDot } from '@/components/chart/series-dot';
import { Group, nothing, Row } from '../group';

const COUNT = 48;
const wave = (height: number, pace: number) =>
  Array.from({ length: COUNT }, (_, i) => Math.round(height * (1 + Math.sin(i / pace)) * 10) / 10);
const gap = wave(30, 6).map((value, i) => (i > 18 && i < 24 ? null : value));
const TICKS = [0, 12, 24, 36].map((position) => ({ position: position + 0.5, label: `${position / 2}:00` }));
const LINES = [
  { name: 'p50', color: LINE_COLORS[0]!, values: wave(20, 5) },
  { name: 'p95', color: LINE_COLORS[1]!, values: gap },
  { name: 'limit', color: LINE_COLORS[2]!, values: wave(4, 9), dashed: true },
];

function Chart({
  label,
  count = COUNT,
  children,
}: {
  label: string;
  count?: number;
  children: (shared: PointSliderProps) => ReactNode;
}) {
  const [pointing, onPoint] = useState({ ...NEWEST, read: 30 });
  return (
    <div className="gallery-chart">
      {children({
        label,
        hint: 'Arrow keys move the point',
        count,
        valueText: 'a value',
        pointing,
        onPoint,
        onChoose: nothing,
      })}
    </div>
  );
}

/** What is drawn. */
export const Charts = () => (
  <Group title="Charts">
    <Row>
      {LINES.map(({ name, color, dashed }) => (
        <Row key={name}>
          <SeriesDot color={color} dashed={dashed} />
          {name}
        </Row>
      ))}
    </Row>
    <Chart label="Lines">
      {(shared) => (
        <LineChart
          {...shared}
          series={LINES}
          ticks={TICKS}
          markers={[10]}
          format={(value) => `${value} ms`}
          cutText={(most) => `above the axis, up to ${most}`}
        />
      )}
    </Chart>
    <Chart label="Bars">
      {(shared) => (
        <BarChart
          {...shared}
          series={LINES.slice(0, 2)}
          ticks={TICKS}
          format={String}
          hatched={COUNT - 1}
          className="h-full"
        />
      )}
    </Chart>
    <Chart label="Presence">
      {(shared) => (
        <PresenceChart
          {...shared}
          rows={[
            { name: 'gemma2:2b', values: wave(1, 50).map(() => 1) },
            { name: 'qwen3:4b', values: gap.map((value) => value && (value > 30 ? 1 : value > 12 ? 0.5 : 0)) },
          ]}
          ticks={TICKS}
          markers={[]}
        />
      )}
    </Chart>
    <div className="gallery-chart">
      <LineChartSkeleton />
    </div>
  </Group>
);
