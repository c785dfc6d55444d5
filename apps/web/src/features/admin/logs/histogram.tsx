import { type LogHistogram } from '@pocket-llm/api-client';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/lib/dates';
import { LEVELS } from './query';

const FILLS = { info: 'fill-line-strong', warning: 'fill-warn', error: 'fill-danger' } as const;

interface HistogramProps {
  data: LogHistogram;
  onRange: (from: string, to: string) => void;
}

/** Lines over time by level. Dragging chooses a range; so do Shift and the arrow keys. */
export function Histogram({ data: { buckets, bucket_seconds }, onRange }: HistogramProps) {
  const { t } = useTranslation('admin');
  const [read, setRead] = useState(buckets.length - 1);
  const [anchor, setAnchor] = useState<number>();
  const [dragging, setDragging] = useState(false);
  const top = Math.max(1, ...buckets.map(({ info, warning, error }) => info + warning + error));
  const step = 100 / buckets.length;
  const clamp = (index: number) => Math.min(buckets.length - 1, Math.max(0, index));
  const at = clamp(read);
  const bucket = buckets[at];
  const first = Math.min(anchor ?? at, at);
  const last = Math.max(anchor ?? at, at);
  const endOf = (index: number) => new Date(Date.parse(buckets[index]!.at) + bucket_seconds * 1_000).toISOString();
  const apply = () => {
    setAnchor(undefined);
    setDragging(false);
    onRange(buckets[first]!.at, endOf(last));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buckets.length - 1 }[event.key];
    if (to !== undefined) {
      setAnchor(event.shiftKey ? (anchor ?? at) : undefined);
      setRead(clamp(to));
    } else if (event.key === 'Enter') apply();
    else if (event.key === 'Escape' && anchor !== undefined) setAnchor(undefined);
    else return;
    event.preventDefault();
  };
  const indexAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * buckets.length));
  };
  if (!bucket) return null;
  const words =
    anchor === undefined
      ? t('logs.bucket', { from: absoluteTime(bucket.at), ...bucket })
      : t('logs.chosen', { from: absoluteTime(buckets[first]!.at), to: absoluteTime(endOf(last)) });
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        dir="ltr"
        aria-label={t('logs.histogram')}
        aria-description={t('logs.histogramHint')}
        aria-valuemin={1}
        aria-valuemax={buckets.length}
        aria-valuenow={at + 1}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
          setAnchor(indexAt(event));
          setRead(indexAt(event));
        }}
        onPointerMove={(event) => setRead(indexAt(event))}
        onPointerUp={() => dragging && apply()}
        onPointerCancel={() => (setDragging(false), setAnchor(undefined))}
        className="h-16 cursor-crosshair touch-none"
      >
        <svg width="100%" height="100%" aria-hidden>
          <rect
            x={`${first * step}%`}
            y="0"
            width={`${(last - first + 1) * step}%`}
            height="100%"
            className={anchor === undefined ? 'fill-sunken' : 'fill-accent-wash'}
          />
          {buckets.map((one, index) => {
            let from = 0;
            return (
              <g key={one.at}>
                {LEVELS.map((level) => {
                  if (one[level] === 0) return null;
                  // A single failure among thousands of lines stays visible.
                  const height = Math.max(2, (one[level] / top) * 94);
                  from += height;
                  return (
                    <rect
                      key={level}
                      x={`${(index + 0.1) * step}%`}
                      y={`${100 - from}%`}
                      width={`${step * 0.8}%`}
                      height={`${height}%`}
                      className={FILLS[level]}
                    />
                  );
                })}
              </g>
            );
          })}
          <line x1="0" x2="100%" y1="100%" y2="100%" className="stroke-line" />
        </svg>
      </div>
      <p className="tabular truncate text-meta text-ink-3">{words}</p>
    </>
  );
}
