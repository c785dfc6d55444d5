import { ApiError, type RunStream, type StreamOptions } from '@pocket-llm/api-client';
import { isOver, type Run } from './run';
import { type RunStore } from './run-store';

/** What the controller asks of the server. */
export interface RunApi {
  start(run: Run, options: StreamOptions): Promise<RunStream>;
  resume(runId: string, lastEventId: string | undefined, options: StreamOptions): Promise<RunStream>;
  stop(runId: string): Promise<unknown>;
}

/** What the rest of the app wants to know. */
export interface RunListener {
  /** The server has the prompt: from here on nothing of it can be lost. */
  onAccepted?(run: Run): void;
  onThread?(run: Run): void;
  onTitle?(threadId: string, title: string): void;
  /** The run ended; the thread at the server has its messages. */
  onEnd?(run: Run): void;
}

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000];
/** Failures of the way, not of the run: it goes on at the server and can be joined again. */
const LOST: ReadonlySet<string> = new Set(['network', 'timeout', 'idle', 'unavailable']);

interface Timing {
  now(): number;
  /** Resolves after the time, or at once when the network comes back. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** Moves runs from the server into the store: start, join, lose, join again, stop. */
export function createRunController(
  store: RunStore,
  api: RunApi,
  listener: RunListener = {},
  timing: Timing = realTiming,
) {
  const readers = new Map<string, AbortController>();

  /** Starts what `store.open` has put down under `key`. */
  async function start(key: string): Promise<void> {
    const run = store.get(key);
    if (run) await read(key, (options) => api.start(run, options));
  }

  /** Joins a run that is already under way. */
  async function join(key: string): Promise<void> {
    const run = store.get(key);
    if (run?.runId && !readers.has(key)) await read(key, (options) => api.resume(run.runId!, run.lastEventId, options));
  }

  async function read(key: string, connect: (options: StreamOptions) => Promise<RunStream>): Promise<void> {
    const reader = new AbortController();
    readers.set(key, reader);
    try {
      await follow(key, await connect({ signal: reader.signal }));
    } catch (error) {
      await recover(key, asApiError(error), reader.signal);
    } finally {
      if (readers.get(key) === reader) readers.delete(key);
      finish(key);
    }
  }

  async function follow(key: string, stream: RunStream): Promise<void> {
    store.dispatch(key, { type: 'accepted', runId: stream.runId });
    listener.onAccepted?.({ ...store.get(key)!, runId: stream.runId });
    // Stopped before the server had even answered: now there is something to stop.
    if (store.get(key)?.phase === 'stopped' && stream.runId) await api.stop(stream.runId).catch(() => undefined);
    await consume(key, stream);
  }

  async function consume(key: string, stream: RunStream, onEvent?: () => void): Promise<void> {
    for await (const event of stream.events) {
      onEvent?.();
      store.dispatch(key, { type: 'event', event, at: timing.now() });
      if (event.type === 'queued' || event.type === 'started') {
        store.flush();
        listener.onThread?.(store.get(key)!);
      }
      if (event.type === 'title') listener.onTitle?.(store.get(key)?.threadId ?? '', event.data.title);
    }
  }

  async function recover(key: string, error: ApiError, signal: AbortSignal): Promise<void> {
    store.flush();
    const run = store.get(key);
    if (!run || isOver(run.phase) || error.kind === 'aborted') return;
    if (!run.runId) {
      store.dispatch(key, { type: 'refused', error, at: timing.now() });
      if (store.get(key)?.phase === 'failed') listener.onAccepted?.(run);
      return;
    }
    let last = error;
    for (let attempt = 1; LOST.has(last.kind) && attempt <= BACKOFF_MS.length; attempt += 1) {
      store.dispatch(key, { type: 'lost', attempt });
      await timing.pause(BACKOFF_MS[attempt - 1]!, signal);
      if (signal.aborted) return;
      try {
        const stream = await api.resume(run.runId, store.get(key)?.lastEventId, { signal });
        store.dispatch(key, { type: 'rejoined' });
        // Only progress starts the count again: a server that accepts and hangs up is still gone.
        return await consume(key, stream, () => {
          attempt = 0;
        });
      } catch (failure) {
        last = asApiError(failure);
        store.flush();
        if (isOver(store.get(key)?.phase ?? 'done') || last.kind === 'aborted') return;
      }
    }
    store.dispatch(key, { type: 'gaveUp', error: last, at: timing.now() });
  }

  function finish(key: string): void {
    store.flush();
    const run = store.get(key);
    if (run && isOver(run.phase) && run.phase !== 'unsent') listener.onEnd?.(run);
  }

  /** Ends a run: at once on screen, then at the server. Rejects when the server could not be told. */
  async function stop(key: string): Promise<void> {
    store.flush();
    const run = store.get(key);
    if (!run || isOver(run.phase)) return;
    store.dispatch(key, { type: 'stopped', at: timing.now() });
    if (!run.runId) return;
    try {
      await api.stop(run.runId);
    } catch (error) {
      // The run has ended by itself in the meantime: that is what was wanted.
      if (!(error instanceof ApiError && error.kind === 'not-found')) throw error;
    } finally {
      readers.get(key)?.abort();
    }
  }

  /** Stops reading everything, e.g. at sign-out. The runs go on. */
  function detachAll(): void {
    for (const reader of readers.values()) reader.abort();
  }

  return { start, join, stop, detachAll };
}

export type RunController = ReturnType<typeof createRunController>;

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError({ kind: 'protocol', cause: error });

const realTiming: Timing = {
  now: () => performance.now(),
  pause: (ms, signal) =>
    new Promise((resolve) => {
      const jittered = ms * (0.8 + Math.random() * 0.4);
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, jittered);
      window.addEventListener('online', done);
      signal.addEventListener('abort', done);
    }),
};
