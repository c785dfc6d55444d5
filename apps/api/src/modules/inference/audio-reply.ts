import { Readable } from 'node:stream';
import { STALLED_CLIENT_TIMEOUT_MS } from '../../common/http/sse.js';

/** Largest reply: about an hour of speech. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * Passes bytes on as fast as they are read, up to a limit.
 * @param onStalled called when nobody has taken anything for a minute: the slot at the audio server is not theirs
 */
export function bounded(
  body: Readable,
  { count, onStalled }: { count: (bytes: number) => void; onStalled: () => void },
): Readable {
  let size = 0;
  async function* passed(): AsyncGenerator<Buffer> {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      count(chunk.length);
      if (size > MAX_REPLY_BYTES) throw new Error('The audio server sent too much.');
      const stalled = setTimeout(onStalled, STALLED_CLIENT_TIMEOUT_MS);
      try {
        yield chunk;
      } finally {
        clearTimeout(stalled);
      }
    }
  }
  const reply = Readable.from(passed(), { objectMode: false });
  // Either may end before the first byte was asked for.
  body.on('error', (error) => reply.destroy(error));
  return reply.once('close', () => body.destroy());
}
