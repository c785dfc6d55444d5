import { cn } from '@/lib/cn';

/** The colour of a series, as a dot beside its name; of a dashed line, as a ring. */
export const SeriesDot = ({ color, dashed }: { color: string; dashed?: boolean }) => (
  <span
    aria-hidden
    className={cn('size-2 shrink-0 rounded-[2px] forced-colors:border', dashed && 'border-2 border-dashed')}
    style={dashed ? { borderColor: color } : { backgroundColor: color }}
  />
);
