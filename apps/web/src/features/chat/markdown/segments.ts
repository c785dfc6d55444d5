/** Smaller pieces would cost more in elements than they save in reading. */
const MIN_CHARS = 600;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Starts a block of its own after an empty line: a heading, or words at the very start of the line. */
const BEGINS = /^(#{1,6}\s|\*\*\S|\p{L})/u;
/** Notes and addresses that stand elsewhere in the text: it has to be read as a whole. */
const CONNECTED = /\[\^|^ {0,3}\[[^\]\n]+\]:/m;

/**
 * Cuts a text where a new block certainly starts. A growing answer then changes in its last piece only, and the others
 * are neither parsed nor rendered again. Joined, the pieces are the text.
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
