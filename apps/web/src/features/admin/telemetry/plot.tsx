import { type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { middleOf } from './scale';
import { axisTicks, axisTime } from './time-words';

/** A drag that is shorter is a click. */
const SHORTEST = 1;

/** What all charts of the page share: the point that is read, and where a drag began. */
export interface Pointing {
  read: number;
  anchor: number | undefined;
  dragging: boolean;
}

export interface PlotProps {
  label: string;
  times: readonly number[];
  restarts: readonly number[];
  pointing: Pointing;
  readText: string;
  onPoint: (next: Pointing) => void;
  /** Points from and to, both included. */
  onZoom: (first: number, last: number) => void;
}

/** The field over time of a chart, read by pointer and by arrow keys; dragging, or Shift with the arrow keys and Enter, zooms all charts. */
export function Plot({
  label,
  times,
  restarts,
  pointing,
  readText,
  onPoint,
  onZoom,
  children,
}: PlotProps & { children: ReactNode }) {
  const { t } = useTranslation('telemetry');
  const count = times.length;
  // Points stand for the time from theirs to the next one's.
  const end = times.at(-1)! + (count > 1 ? times[1]! - times[0]! : 0);
  const { read, anchor, dragging } = pointing;
  const clamp = (index: number) => Math.min(count - 1, Math.max(0, index));
  const at = clamp(read);
  const [first, last] = [Math.min(anchor ?? at, at), Math.max(anchor ?? at, at)];
  const apply = () => {
    onPoint({ read: at, anchor: undefined, dragging: false });
    if (anchor !== undefined && last - first >= SHORTEST) onZoom(first, last);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined)
      onPoint({ read: clamp(to), anchor: event.shiftKey ? (anchor ?? at) : undefined, dragging: false });
    else if (event.key === 'Enter') apply();
    else if (event.key === 'Escape' && anchor !== undefined) onPoint({ read: at, anchor: undefined, dragging: false });
    else return;
    event.preventDefault();
  };
  const indexAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * count));
  };
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-description={t('chartHint')}
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={at + 1}
        aria-valuetext={readText}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onPoint({ read: indexAt(event), anchor: indexAt(event), dragging: true });
        }}
        onPointerMove={(event) => onPoint({ ...pointing, read: indexAt(event) })}
        onPointerUp={() => dragging && apply()}
        onPointerCancel={() => onPoint({ read: at, anchor: undefined, dragging: false })}
        className="relative h-full cursor-crosshair touch-pan-y border-b border-line outline-offset-2"
      >
        <svg
          width="100%"
          height="100%"
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden
          className="absolute inset-0 overflow-visible"
        >
          {anchor !== undefined && (
            <rect
              x={(first / count) * 100}
              y="0"
              width={((last - first + 1) / count) * 100}
              height="100"
              className="fill-accent-wash"
            />
          )}
          {restarts.map((index) => (
            <line
              key={index}
              x1={middleOf(index, count)}
              x2={middleOf(index, count)}
              y1="0"
              y2="100"
              vectorEffect="non-scaling-stroke"
              strokeDasharray="3 3"
              className="stroke-ink-3"
            />
          ))}
          <line
            x1={middleOf(at, count)}
            x2={middleOf(at, count)}
            y1="0"
            y2="100"
            vectorEffect="non-scaling-stroke"
            className="stroke-line-strong"
          />
        </svg>
        {children}
      </div>
      <div aria-hidden className="relative h-4 overflow-hidden text-meta text-ink-3">
        {axisTicks(times[0]!, end).map(({ at: time, share }) => (
          <span
            key={time}
            className="tabular absolute -translate-x-1/2 whitespace-nowrap"
            style={{ insetInlineStart: `${share * 100}%` }}
          >
            {axisTime(time, end - times[0]!)}
          </span>
        ))}
      </div>
    </>
  );
}
