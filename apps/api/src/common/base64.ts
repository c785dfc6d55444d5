/**
 * Whether a text is base64 without line breaks. It looks for one foreign character: in a process that had worked for a
 * while, patterns that match a text of megabytes as a whole were seen to end in a RangeError.
 */
export function isBase64(text: string): boolean {
  let end = text.length;
  while (end > 0 && end > text.length - 2 && text[end - 1] === '=') end--;
  return end > 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, end));
}
