import { Fragment } from 'react';

/** A text with highlighted ranges. `ranges` are sorted and do not overlap. */
export function Marked({ text, ranges }: { text: string; ranges: readonly (readonly [from: number, to: number])[] }) {
  const pieces = ranges.map(([from, to], index) => ({
    from,
    before: text.slice(ranges[index - 1]?.[1] ?? 0, from),
    hit: text.slice(from, to),
  }));
  return (
    <>
      {pieces.map(({ from, before, hit }) => (
        <Fragment key={from}>
          {before}
          <mark className="rounded-[2px] bg-accent-wash text-ink in-data-chosen:bg-surface forced-colors:underline">
            {hit}
          </mark>
        </Fragment>
      ))}
      {text.slice(ranges.at(-1)?.[1] ?? 0)}
    </>
  );
}
