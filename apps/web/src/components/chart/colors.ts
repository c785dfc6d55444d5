/** Colours of series, in order. More than these cannot be told apart. */
export const BAR_COLORS = [1, 2, 3, 4, 5, 6].map((hue) => `var(--data-${hue})`);
/** The same colours for thin lines, most prominent first. */
export const LINE_COLORS = [2, 1, 3, 5, 4, 6].map((hue) => `var(--data-${hue})`);
