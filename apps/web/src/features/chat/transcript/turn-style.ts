import { cn } from '@/lib/cn';

/** Every turn can be reached by keys and by a link; the outline around it shows only then. */
export const TURN = 'turn group flex min-w-0 scroll-mt-4 flex-col rounded-panel outline-offset-8';

/** Shown while the pointer or the focus is near, and on touch screens; otherwise the page stays quiet. */
export const QUIET = cn(
  'opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100',
  'has-data-popup-open:opacity-100 touch:opacity-100',
);
