import { brokenLine, decodeLines, MAX_LINE_CHARS } from '../../line-decoder.js';
import { streamInterrupted } from '../http/faults.js';

/** The last event of a stream. */
export const DONE = Symbol('[DONE]');

/**
 * The JSON of every server-sent event. Comments, names and ids are skipped. A line that is complete JSON is an event of
 * its own, because some servers leave out the blank line between events; other lines are joined until the blank line.
 * @throws DomainError `llm.failed` for a line or an event without an end, `llm.ended-early` for what is no JSON
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<unknown> {
  let open = '';
  for await (const line of decodeLines(body)) {
    if (line.startsWith('data:')) {
      const data = line.slice(line[5] === ' ' ? 6 : 5);
      if (!open && data.trim() === '[DONE]') yield DONE;
      else if (data.trim()) {
        // The beginning of an event that goes on is not parsed again with each of its lines.
        const event = open ? undefined : parse(data);
        if (event !== undefined) yield event;
        else open = open ? `${open}\n${data}` : data;
        if (open.length > MAX_LINE_CHARS) throw brokenLine();
      }
    } else if (line === '' && open) {
      yield joined(open, label);
      open = '';
    }
  }
  if (open) yield joined(open, label);
}

function joined(text: string, label: string): unknown {
  const event = parse(text);
  if (event === undefined) throw streamInterrupted(label, new Error('an event is no JSON'));
  return event;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
