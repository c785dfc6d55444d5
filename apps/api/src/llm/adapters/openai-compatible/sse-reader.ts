import { decodeLines } from '../../line-decoder.js';

/** The `data` of every server-sent event. Comments, names and ids are skipped; data of several lines is joined. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of decodeLines(body)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '' && data.length) {
      yield data.join('\n');
      data = [];
    }
  }
  // Some servers end without the last blank line.
  if (data.length) yield data.join('\n');
}
