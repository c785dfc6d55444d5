import { ApiError, type Problem } from './api-error.js';
import { client } from './generated/client.gen.js';
import { type LogDto, type LogsStreamData } from './generated/index.js';
import { openStream, parseData, readMessages, type StreamMessage } from './stream.js';

const STREAM: LogsStreamData['url'] = '/api/admin/logs/stream';

export type TailEvent = { type: 'log'; entry: LogDto } | { type: 'dropped'; count: number };

/**
 * Lines of the request log as they are written; lines of one chunk are yielded together. A live tail has no end, so it
 * always ends by throwing, also when the server closes it.
 */
export async function* tailLogs(
  query: LogsStreamData['query'],
  { signal, onOpen }: { signal: AbortSignal; onOpen?: () => void },
): AsyncGenerator<TailEvent[], void, undefined> {
  const { text } = await openStream({ method: 'GET', url: client.buildUrl({ url: STREAM, query }) }, { signal });
  onOpen?.();
  for await (const messages of readMessages(text)) {
    const events = messages.flatMap(toTailEvents);
    if (events.length > 0) yield events;
  }
  throw new ApiError({ kind: 'network' });
}

function toTailEvents(message: StreamMessage): TailEvent[] {
  if (message.kind === 'comment') return [];
  const { event, data } = message;
  if (event === 'log') return [{ type: 'log', entry: parseData<LogDto>(data) }];
  if (event === 'dropped') return [{ type: 'dropped', count: parseData<{ count: number }>(data).count }];
  if (event === 'error') throw ApiError.fromProblem(parseData<Problem>(data), { status: 403 });
  return [];
}
