/** Colours of series, in their order. So many can be told apart. */
export const BAR_COLORS = [1, 2, 3, 4, 5, 6].map((hue) => `var(--data-${hue})`);
/** The same for thin lines, those first that stand out most. */
export const LINE_COLORS = [2, 1, 3, 5, 4, 6].map((hue) => `var(--data-${hue})`);
