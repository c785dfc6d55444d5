import { decodeLines } from '../../line-decoder.js';
import { streamInterrupted } from '../http/faults.js';

/** The last event of a stream. */
export const DONE = Symbol('[DONE]');

/**
 * The JSON of every server-sent event. Comments, names and ids are skipped. A line that is complete JSON is an event of
 * its own, because some servers leave out the blank line between events; other lines are joined until the blank line.
 * @throws DomainError `llm.failed` for a line without an end, `llm.ended-early` for what is no JSON
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<unknown> {
  let open = '';
  for await (const line of decodeLines(body)) {
    if (line.startsWith('data:')) {
      const data = line.slice(line[5] === ' ' ? 6 : 5);
      if (!open && data.trim() === '[DONE]') yield DONE;
      else if (data.trim()) {
        open = open ? `${open}\n${data}` : data;
        const event = parse(open);
        if (event === undefined) continue;
        open = '';
        yield event;
      }
    } else if (line === '' && open) throw streamInterrupted(label, new Error('an event is no JSON'));
  }
  if (open) throw streamInterrupted(label, new Error('the last event is no JSON'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
