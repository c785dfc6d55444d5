import { type CSSProperties, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Tick } from '@/components/chart/axis';
import { BarChart } from '@/components/chart/bar-chart';
import { BAR_COLORS } from '@/components/chart/colors';
import { formatNumber } from '@/lib/format';
import { formatUtcDay } from './format-utc-day';
import { type Series } from './figures';
import { today } from './period';

const MAX_LABELS = 8;

interface DayBarsProps {
  label: string;
  /** UTC days in order, such as 2027-01-31. */
  days: readonly string[];
  series: readonly Series[];
  /** Index of the selected day. */
  read: number;
  readText: string;
  picked: string | undefined;
  onRead: (index: number) => void;
  onPick: (day: string) => void;
}

/** Stacked bars by model, one per day. A click or Enter selects the day. */
export function DayBars({ label, days, series, read, readText, picked, onRead, onPick }: DayBarsProps) {
  const { t } = useTranslation('usage');
  const parts = useMemo(
    () => series.map(({ model, values }, index) => ({ name: model, values, color: BAR_COLORS[index]! })),
    [series],
  );
  const todaysIndex = days.indexOf(today());
  const ticks = useMemo(() => {
    const every = Math.ceil(days.length / MAX_LABELS);
    return days.flatMap((day, index): Tick[] => {
      if ((days.length - 1 - index) % every !== 0) return [];
      const isLast = index === days.length - 1 && days.length > 7;
      const position = index + 0.5;
      return [
        { position, label: index === todaysIndex ? t('soFar') : formatUtcDay(day), anchor: isLast ? 'end' : undefined },
      ];
    });
  }, [days, todaysIndex, t]);
  return (
    <div
      className="h-56 max-md:min-w-(--bars-width)"
      style={{ '--bars-width': `${days.length * 2.75}rem` } as CSSProperties}
    >
      <BarChart
        single
        label={label}
        hint={t('hint')}
        count={days.length}
        valueText={readText}
        pointing={{ read, anchor: undefined, dragging: false }}
        onPoint={(next) => onRead(next.read)}
        onChoose={(day) => onPick(days[day]!)}
        series={parts}
        ticks={ticks}
        format={formatNumber}
        hatched={todaysIndex}
        picked={picked === undefined ? undefined : days.indexOf(picked)}
        className="h-full outline-offset-4"
      />
    </div>
  );
}
