import { createParser } from 'eventsource-parser';
import { StringDecoder } from 'node:string_decoder';
import { brokenLine, MAX_LINE_CHARS } from '../../line-decoder.js';

/**
 * The `data` of every server-sent event. Comments, names and ids are skipped; multi-line data is joined.
 * @throws DomainError `llm.failed` when an event exceeds the limit: a backend must not fill our memory
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let events: string[] = [];
  let fault: Error | undefined;
  const parser = createParser({
    maxBufferSize: MAX_LINE_CHARS,
    onEvent: ({ data }) => events.push(data),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') fault = brokenLine();
    },
  });
  const feed = (text: string): string[] => {
    events = [];
    parser.feed(text);
    if (fault) throw fault;
    return events;
  };
  for await (const bytes of body) yield* feed(decoder.write(bytes as Buffer));
  // Some servers end without the last blank line.
  yield* feed(`${decoder.end()}\n\n`);
}
