/** The colours of series, in their order; whole words, because the stylesheet is made of those that it finds. */
export const FILLS = [
  'fill-data-1',
  'fill-data-2',
  'fill-data-3',
  'fill-data-4',
  'fill-data-5',
  'fill-data-6',
] as const;
export const DOTS = ['bg-data-1', 'bg-data-2', 'bg-data-3', 'bg-data-4', 'bg-data-5', 'bg-data-6'] as const;
