const WIDTH_PX = 96;
const HEIGHT_PX = 24;

/** A tiny line without axes, beside the figure that it belongs to. A value that is null leaves a gap. */
export const Spark = ({ values }: { values: readonly (number | null)[] }) => (
  <svg
    viewBox={`-1 -1 ${WIDTH_PX + 2} ${HEIGHT_PX + 2}`}
    className="h-6 w-24 shrink-0 rtl:-scale-x-100"
    data-spark
    aria-hidden
  >
    <path
      d={sparkPath(values, WIDTH_PX, HEIGHT_PX)}
      fill="none"
      className="stroke-ink-3"
      strokeWidth="1.5"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
);

/** An SVG path through the values, scaled to this size. A value alone between gaps is a dot. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const most = Math.max(...values.map((value) => value ?? 0), 1);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const round = (value: number) => Math.round(value * 10) / 10;
  return values
    .map((value, index) => {
      if (value === null) return '';
      const place = `${round(index * step)} ${round(height - (value / most) * height)}`;
      const joins = index > 0 && values[index - 1] !== null;
      const alone = !joins && (values[index + 1] ?? null) === null;
      return `${joins ? 'L' : 'M'}${place}${alone ? 'h0' : ''}`;
    })
    .join('');
}
