import { createParser } from 'eventsource-parser';
import { ApiError, type Problem } from './api-error.js';
import { client } from './generated/client.gen.js';
import { type LogDto, type LogsStreamData } from './generated/index.js';
import { http, toApiError } from './http.js';

const STREAM: LogsStreamData['url'] = '/api/admin/logs/stream';

export type TailEvent = { type: 'log'; entry: LogDto } | { type: 'dropped'; count: number };

/** Lines of the request log as they are written, those of one part together. Ends by throwing: a live tail has no end of its own. */
export async function* tailLogs(
  query: LogsStreamData['query'],
  { signal, onOpen }: { signal: AbortSignal; onOpen?: () => void },
): AsyncGenerator<TailEvent[], void, undefined> {
  const { data } = await http.get<ReadableStream<Uint8Array>>(client.buildUrl({ url: STREAM, query }), {
    responseType: 'stream',
    signal,
    headers: { Accept: 'text/event-stream' },
  });
  onOpen?.();
  const reader = data.getReader();
  const decoder = new TextDecoder();
  let events: TailEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data: text }) => {
      if (event === 'log') events.push({ type: 'log', entry: JSON.parse(text) as LogDto });
      else if (event === 'dropped')
        events.push({ type: 'dropped', count: (JSON.parse(text) as { count: number }).count });
      else if (event === 'error') throw ApiError.fromProblem(JSON.parse(text) as Problem, { status: 403 });
    },
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new ApiError({ kind: 'network' });
      parser.feed(decoder.decode(value, { stream: true }));
      if (events.length > 0) yield events;
      events = [];
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError'
      ? new ApiError({ kind: 'aborted', cause: error })
      : await toApiError(error);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
