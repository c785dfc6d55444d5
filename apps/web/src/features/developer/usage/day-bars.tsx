import { type KeyboardEvent, type PointerEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { niceTop, type Series } from './figures';
import { dayWords } from './day-words';
import { today } from './period';
import { FILLS } from './series-colors';

/** Share of a day's room that its bar takes. */
const BAR = 0.72;
/** Room for the days below and for the top number, in percent of the height. */
const FLOOR = 90;
const CEILING = 4;
const MOST_LABELS = 8;

interface DayBarsProps {
  label: string;
  days: readonly string[];
  series: readonly Series[];
  /** Index of the day that is read. */
  read: number;
  readText: string;
  picked: string | undefined;
  onRead: (index: number) => void;
  onPick: (day: string) => void;
}

/** Stacked bars, one for each day. It is read by pointer and by arrow keys; nothing in it moves by itself. */
export function DayBars({ label, days, series, read, readText, picked, onRead, onPick }: DayBarsProps) {
  const { t } = useTranslation('usage');
  const hatch = useId();
  const totals = days.map((_, day) => series.reduce((sum, { values }) => sum + values[day]!, 0));
  const top = niceTop(Math.max(...totals, 0));
  const step = 100 / days.length;
  const height = (value: number) => (value / top) * (FLOOR - CEILING);
  const every = Math.ceil(days.length / MOST_LABELS);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: read - 1, ArrowRight: read + 1, Home: 0, End: days.length - 1 }[event.key];
    if (to !== undefined) onRead(Math.min(days.length - 1, Math.max(0, to)));
    else if (event.key === 'Enter') onPick(days[read]!);
    else return;
    event.preventDefault();
  };
  const indexAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(days.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * days.length)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      dir="ltr"
      aria-label={label}
      aria-description={t('hint')}
      aria-valuemin={1}
      aria-valuemax={days.length}
      aria-valuenow={read + 1}
      aria-valuetext={readText}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onRead(indexAt(event))}
      onClick={() => onPick(days[read]!)}
      className="relative h-56 cursor-pointer outline-offset-4 max-md:min-w-(--bars-width)"
      style={{ '--bars-width': `${days.length * 2.75}rem` } as object}
    >
      <svg width="100%" height="100%" aria-hidden className="overflow-visible">
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" className="fill-surface" opacity="0.55" />
        </pattern>
        {[0, 0.5, 1].map((share) => (
          <line
            key={share}
            x1="0"
            x2="100%"
            y1={`${FLOOR - height(top * share)}%`}
            y2={`${FLOOR - height(top * share)}%`}
            className="stroke-line"
          />
        ))}
        <rect
          x={`${read * step}%`}
          y={`${CEILING}%`}
          width={`${step}%`}
          height={`${FLOOR - CEILING}%`}
          className="fill-sunken"
        />
        {days.map((day, index) => {
          let from = 0;
          const x = `${(index + (1 - BAR) / 2) * step}%`;
          const width = `${step * BAR}%`;
          return (
            <g key={day} opacity={picked && picked !== day ? 0.35 : 1}>
              {series.map(({ model, values }, nth) => {
                const value = values[index]!;
                if (value === 0) return null;
                from += value;
                return (
                  <rect
                    key={model}
                    x={x}
                    y={`${FLOOR - height(from)}%`}
                    width={width}
                    height={`${height(value)}%`}
                    className={FILLS[nth]}
                  />
                );
              })}
              {day === today() && totals[index]! > 0 && (
                <rect
                  x={x}
                  y={`${FLOOR - height(totals[index]!)}%`}
                  width={width}
                  height={`${height(totals[index]!)}%`}
                  fill={`url(#${hatch})`}
                />
              )}
            </g>
          );
        })}
        {days.map(
          (day, index) =>
            (days.length - 1 - index) % every === 0 && (
              <text
                key={day}
                x={`${(index + 0.5) * step}%`}
                y="99%"
                textAnchor={index === days.length - 1 && days.length > 7 ? 'end' : 'middle'}
                className="tabular fill-ink-3 text-meta"
              >
                {day === today() ? t('soFar') : dayWords(day)}
              </text>
            ),
        )}
        <text x="0" y={`${CEILING}%`} dy="-4" className="tabular fill-ink-3 font-mono text-meta">
          {formatNumber(top)}
        </text>
      </svg>
    </div>
  );
}
