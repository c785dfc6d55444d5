/** What ends a line or steers a terminal: the control characters of both sets, and Unicode's line separators. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * A text for a line of a log or of a file: control characters as `\u001b`, so that one event stays one line and stays
 * harmless. JSON remains JSON.
 */
export const printable = (text: string): string =>
  text.replace(CONTROL, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same for what is stored, where the length must not grow: each becomes U+FFFD. */
export const withoutControls = (text: string): string => text.replace(CONTROL, '\uFFFD');
