import { cn } from '@/lib/cn';

/** Every turn can be focused by keyboard or by a link; only then it has an outline. */
export const TURN = 'turn group flex min-w-0 scroll-mt-4 flex-col rounded-panel outline-offset-8';

/** Visible while the pointer or the focus is near, and always on touch screens. */
export const QUIET = cn(
  'opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100',
  'has-data-popup-open:opacity-100 touch:opacity-100',
);
