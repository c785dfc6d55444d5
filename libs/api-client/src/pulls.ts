import { createParser } from 'eventsource-parser';
import { ApiError } from './api-error.js';
import { type PullDto } from './generated/index.js';
import { http, toApiError } from './http.js';

export type PullProgress = Pick<
  PullDto,
  'status' | 'phase' | 'completed' | 'total' | 'bytes_per_second' | 'eta_ms' | 'problem'
>;

/** How a pull goes on: its state now, and each change until it has ended. */
export async function* followPull(id: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined> {
  const { data } = await http.get<ReadableStream<Uint8Array>>(
    `/api/admin/models/pulls/${encodeURIComponent(id)}/events`,
    { responseType: 'stream', signal, headers: { Accept: 'text/event-stream' } },
  );
  const reader = data.getReader();
  const decoder = new TextDecoder();
  const arrived: PullProgress[] = [];
  const parser = createParser({
    onEvent: ({ event, data: text }) => void (event && arrived.push(JSON.parse(text) as PullProgress)),
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError'
      ? new ApiError({ kind: 'aborted', cause: error })
      : await toApiError(error);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
