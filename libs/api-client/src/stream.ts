import { createParser } from 'eventsource-parser';
import { ApiError } from './api-error.js';
import { http, toApiError } from './http.js';

/** The server sends a heartbeat every 15 s, so two missed ones mean that the connection is lost. */
export const IDLE_TIMEOUT_MS = 30_000;

export interface StreamRequest {
  method: 'GET' | 'POST';
  url: string;
  body?: unknown;
  /** The last event seen; the server continues after it. */
  lastEventId?: string;
}

export interface StreamOptions {
  /** Aborting closes the connection; the reader then throws an error of kind `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds without a byte after which the stream fails. */
  idleMs?: number;
  /**
   * Milliseconds between two reads of a page that is seen. What arrives meanwhile is read in one piece: at 200 tokens a
   * second a read for each costs more than showing them. A token after a pause does not wait.
   */
  paceMs?: number;
}

/** A response whose body is read in chunks. */
export interface StreamReply {
  status: number;
  header: (name: string) => string | undefined;
  /** The decoded body as it arrives. `readText` says how it fails. */
  text: AsyncGenerator<string, void, undefined>;
}

/** An event of a stream, or a comment (a heartbeat is an empty one). */
export type StreamMessage =
  | { kind: 'event'; event: string | undefined; id: string | undefined; data: string }
  | { kind: 'comment'; text: string };

/**
 * `fetch` with a signal that axios does not know: to forget its own at the end, it would send every chunk of the
 * response through a second stream.
 */
const fetchUntil = (input: URL | Request | string, init?: RequestInit & { leave?: AbortSignal }): Promise<Response> =>
  fetch(input, { ...init, signal: init?.leave });

/** Sends a request whose response is read in chunks. Rejects with an `ApiError` on a refusal before the first byte. */
export async function openStream(request: StreamRequest, options: StreamOptions = {}): Promise<StreamReply> {
  const { lastEventId } = request;
  const { signal } = options;
  const response = await http
    .request<ReadableStream<Uint8Array>>({
      method: request.method,
      url: request.url,
      data: request.body,
      responseType: 'stream',
      env: { fetch: fetchUntil },
      fetchOptions: { leave: signal },
      headers: { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
    })
    .catch((error: unknown) => {
      throw signal?.aborted ? new ApiError({ kind: 'aborted', cause: error }) : error;
    });
  if (typeof response.data?.getReader !== 'function') throw new ApiError({ kind: 'protocol' });
  return {
    status: response.status,
    header: (name) => response.headers[name] as string | undefined,
    text: readText(response.data, options),
  };
}

/**
 * Calls `onIdle` after `idleMs` without a call of `touch`. One timer that checks the last time is cheaper than a new
 * timer per token.
 */
function watchIdle(idleMs: number, onIdle: () => void): { touch: () => void; end: () => void } {
  let last = Date.now();
  let timer: ReturnType<typeof setTimeout>;
  const check = () => {
    const left = last + idleMs - Date.now();
    if (left > 0) timer = setTimeout(check, left);
    else onIdle();
  };
  timer = setTimeout(check, idleMs);
  return { touch: () => void (last = Date.now()), end: () => clearTimeout(timer) };
}

/**
 * The text of a body, chunk by chunk. Every byte counts as a sign of life, including heartbeats.
 * @throws ApiError `idle` after `idleMs` without a byte, `network` when the connection broke, `aborted` after an abort
 */
export async function* readText(
  body: ReadableStream<Uint8Array>,
  { signal, idleMs = IDLE_TIMEOUT_MS, paceMs = 0 }: StreamOptions = {},
): AsyncGenerator<string, void, undefined> {
  // A reader, because Safari cannot iterate streams. No TextDecoderStream, because each pipe costs a task per token.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const hangUp = () => void reader.cancel().catch(() => undefined);
  let idle = false;
  const watch = watchIdle(idleMs, () => {
    idle = true;
    hangUp();
  });
  try {
    for (;;) {
      // What has arrived is there before the next task.
      let hasWaited = false;
      const nextTask = paceMs > 0 ? setTimeout(() => (hasWaited = true)) : undefined;
      const { done, value } = await reader.read();
      clearTimeout(nextTask);
      if (idle) throw new ApiError({ kind: 'idle' });
      if (done) return;
      watch.touch();
      yield decoder.decode(value, { stream: true });
      // Only once all that had arrived is read: Safari gives it in the pieces in which it came. And not in a hidden
      // page, where a timer may take a minute.
      if (paceMs > 0 && hasWaited && !isHidden()) await new Promise((resolve) => setTimeout(resolve, paceMs));
    }
  } catch (error) {
    throw signal?.aborted ? new ApiError({ kind: 'aborted', cause: error }) : await toApiError(error);
  } finally {
    watch.end();
    hangUp();
  }
}

/** The server-sent events of a text; events of one chunk are yielded together. Ends when the text ends. */
export async function* readMessages(text: AsyncIterable<string>): AsyncGenerator<StreamMessage[], void, undefined> {
  let arrived: StreamMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => void arrived.push({ kind: 'event', event, id, data }),
    onComment: (comment) => void arrived.push({ kind: 'comment', text: comment }),
  });
  for await (const piece of text) {
    parser.feed(piece);
    if (arrived.length > 0) yield arrived;
    arrived = [];
  }
}

/**
 * Parses the data of an event.
 * @throws ApiError `protocol` when it is not JSON
 */
export function parseData<T>(data: string): T {
  try {
    return JSON.parse(data) as T;
  } catch (error) {
    throw new ApiError({ kind: 'protocol', cause: error });
  }
}

const isHidden = (): boolean => typeof document !== 'undefined' && document.hidden;
