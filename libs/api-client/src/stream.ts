import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ApiError } from './api-error.js';
import { isRunEventType, type RunEvent } from './events.js';
import { http, toApiError } from './http.js';

/** The server sends a heartbeat every 15 s: two missed ones mean that the connection is gone, whatever the socket says. */
export const IDLE_MS = 30_000;

export interface RunStreamOptions {
  /** Aborting detaches: the run goes on at the server. Ending it is another request. */
  signal?: AbortSignal;
  idleMs?: number;
}

export interface RunStream {
  /** From the reply's `X-Run-Id`, known before the first event. */
  runId: string | undefined;
  events: AsyncGenerator<RunEvent, void, undefined>;
}

/** Starts a request whose answer is a run, and reads the run's events. A refusal before the first byte rejects here. */
export async function openRun(
  request: { method: 'GET' | 'POST'; url: string; body?: unknown; lastEventId?: string },
  options: RunStreamOptions = {},
): Promise<RunStream> {
  const response = await http.request<ReadableStream<Uint8Array>>({
    method: request.method,
    url: request.url,
    data: request.body,
    responseType: 'stream',
    signal: options.signal,
    headers: { Accept: 'text/event-stream', ...(request.lastEventId ? { 'Last-Event-ID': request.lastEventId } : {}) },
  });
  if (typeof response.data?.getReader !== 'function') throw new ApiError({ kind: 'protocol' });
  const runId = response.headers['x-run-id'] as string | undefined;
  return { runId, events: readRun(response.data, options) };
}

/**
 * Bytes to typed events. Ends after `done` or `error`; a stream that ends before either throws, so that the caller
 * resumes. Every byte counts as a sign of life, heartbeats too.
 */
export async function* readRun(
  body: ReadableStream<Uint8Array>,
  { idleMs = IDLE_MS }: RunStreamOptions = {},
): AsyncGenerator<RunEvent, void, undefined> {
  let idle = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // One timer that looks back, not a new one for every token.
  let lastByte = Date.now();
  const watchFor = (ms: number) => {
    timer = setTimeout(() => {
      const left = lastByte + idleMs - Date.now();
      if (left > 0) return watchFor(left);
      idle = true;
      void reader.cancel().catch(() => undefined);
    }, ms);
  };
  // A reader, not `for await`: Safari cannot iterate streams. And no piped streams between: each would cost a turn per token.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => void arrived.push(message) });
  watchFor(idleMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new ApiError({ kind: idle ? 'idle' : 'network' });
      lastByte = Date.now();
      parser.feed(decoder.decode(value, { stream: true }));
      for (const { event: type, id, data } of arrived.splice(0)) {
        if (!isRunEventType(type)) continue;
        yield { type, id, data: JSON.parse(data) } as RunEvent;
        if (type === 'done' || type === 'error') return;
      }
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError({ kind: 'protocol', cause: error });
    throw isAbort(error) ? new ApiError({ kind: 'aborted', cause: error }) : await toApiError(error);
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => undefined);
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
