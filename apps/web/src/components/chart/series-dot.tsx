/** The colour of a series, as a dot beside its name. */
export const SeriesDot = ({ color }: { color: string }) => (
  <span aria-hidden className="size-2 shrink-0 rounded-[2px] forced-colors:border" style={{ backgroundColor: color }} />
);
