/** Every turn can be reached by keys and by a link; the mark around it shows only then. */
export const TURN = 'turn group flex min-w-0 scroll-mt-4 flex-col rounded-panel outline-offset-8';

/** What is there for the hand that comes near, for the keyboard and for touch, and leaves the page quiet otherwise. */
export const QUIET =
  'opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-data-popup-open:opacity-100 touch:opacity-100';
