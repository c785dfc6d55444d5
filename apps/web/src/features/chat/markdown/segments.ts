/** Smaller segments would cost more in elements than they save in parsing. */
const MIN_CHARS = 600;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Starts a new block after an empty line: a heading, or text without indentation. */
const BEGINS = /^(#{1,6}\s|\*\*\S|\p{L})/u;
/** Footnotes and link references may be defined anywhere, so such a text is parsed as a whole. */
const CONNECTED = /\[\^|^ {0,3}\[[^\]\n]+\]:/m;

/**
 * Splits a text where a new block certainly starts. In a growing answer only the last segment changes; the others are
 * neither parsed nor rendered again. Joined, the segments are the text.
 */
export function segmentsOf(text: string): string[] {
  if (text.length < 2 * MIN_CHARS || CONNECTED.test(text)) return [text];
  const segments: string[] = [];
  let start = 0;
  let fence: string | undefined;
  let formula = false;
  let blank = false;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    const mark = FENCE.exec(line)?.[1];
    if (blank && !fence && !formula && at - start >= MIN_CHARS && BEGINS.test(line)) {
      segments.push(text.slice(start, at));
      start = at;
    }
    if (fence !== undefined) {
      if (mark && mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark) fence = undefined;
    } else if (mark) fence = mark;
    else if ((line.split('$$').length + line.split('\\[').length + line.split('\\]').length) % 2 === 0)
      formula = !formula;
    blank = line.trim() === '';
    at = end < 0 ? text.length : end + 1;
  }
  segments.push(text.slice(start));
  return segments;
}
