import { ApiError, type RunEvent, type RunStream, type StreamOptions } from '@pocket-llm/api-client';
import { isOver, type Run } from './run';
import { type RunStore } from './run-store';

/** The server calls that the controller needs. */
export interface RunApi {
  start(run: Run, options: StreamOptions): Promise<RunStream>;
  resume(runId: string, lastEventId: string | undefined, options: StreamOptions): Promise<RunStream>;
  stop(runId: string): Promise<unknown>;
}

/** The callbacks for the rest of the app. */
export interface RunListener {
  /** The server has saved the prompt, so it can no longer be lost. */
  onAccepted?(run: Run): void;
  onThread?(run: Run): void;
  onTitle?(threadId: string, title: string): void;
  /** Other models answer the same question. The run knows no thread if it was stopped before. */
  onSiblings?(run: Run, comparison: Extract<RunEvent, { type: 'compare' }>['data']): void;
  /** The answer is complete, and a model is making a title of the thread. */
  onNaming?(threadId: string): void;
  /** The run ended; the thread on the server has its messages. */
  onEnd?(run: Run): void;
}

interface Timing {
  now(): number;
  /** Resolves after the delay, or at once when the network comes back. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The pause between two reads: shorter than that between two renders, so no text waits for it. */
const PACE_MS = 48;
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000];
/** Connection failures: the run continues on the server and can be resumed. */
const LOST: ReadonlySet<string> = new Set(['network', 'timeout', 'idle', 'unavailable']);

/** Connects runs on the server with the store: start, join, resume, stop. */
export class RunController {
  private readonly readers = new Map<string, AbortController>();

  constructor(
    private readonly store: RunStore,
    private readonly api: RunApi,
    private readonly listener: RunListener = {},
    private readonly timing: Timing = realTiming,
  ) {}

  /** Starts the run that `store.open` created under `key`. */
  async start(key: string): Promise<void> {
    const run = this.store.get(key);
    if (run) await this.read(key, (options) => this.api.start(run, options));
  }

  /** Joins a run that is already in progress. */
  async join(key: string): Promise<void> {
    const run = this.store.get(key);
    if (!run?.runId || this.readers.has(key)) return;
    await this.read(key, (options) => this.api.resume(run.runId!, run.lastEventId, options));
  }

  /** Stops a run: on screen at once, then on the server. Rejects when the request to the server fails. */
  async stop(key: string): Promise<void> {
    this.store.flush();
    const run = this.store.get(key);
    if (!run || isOver(run.phase)) return;
    this.store.dispatch(key, { type: 'stopped', at: this.timing.now() });
    if (!run.runId) return;
    try {
      await this.api.stop(run.runId);
    } catch (error) {
      // The run ended by itself in the meantime, so there is nothing to stop.
      if (!(error instanceof ApiError && error.kind === 'not-found')) throw error;
    } finally {
      this.readers.get(key)?.abort();
    }
  }

  /** Stops reading all runs, for example on sign-out. The runs continue on the server. */
  detachAll(): void {
    for (const reader of this.readers.values()) reader.abort();
  }

  private async read(key: string, connect: (options: StreamOptions) => Promise<RunStream>): Promise<void> {
    const reader = new AbortController();
    this.readers.set(key, reader);
    try {
      await this.follow(key, await connect({ signal: reader.signal, paceMs: PACE_MS }));
    } catch (error) {
      await this.recover(key, asApiError(error), reader.signal);
    } finally {
      if (this.readers.get(key) === reader) this.readers.delete(key);
      this.finish(key);
    }
  }

  private async follow(key: string, stream: RunStream): Promise<void> {
    const { store, api } = this;
    store.dispatch(key, { type: 'accepted', runId: stream.runId });
    this.listener.onAccepted?.({ ...store.get(key)!, runId: stream.runId });
    // It was stopped before the server replied; only now is its id known.
    if (store.get(key)?.phase === 'stopped' && stream.runId) await api.stop(stream.runId).catch(() => undefined);
    await this.consume(key, stream);
  }

  private async consume(key: string, stream: RunStream, onEvent?: () => void): Promise<void> {
    const { store, listener } = this;
    for await (const event of stream.events) {
      onEvent?.();
      store.dispatch(key, { type: 'event', event, at: this.timing.now() });
      if (event.type === 'queued' || event.type === 'started' || event.type === 'compare') {
        store.flush();
        listener.onThread?.(store.get(key)!);
      }
      if (event.type === 'compare') listener.onSiblings?.(store.get(key)!, event.data);
      if (event.type === 'done' && event.data.title_pending) listener.onNaming?.(store.get(key)?.threadId ?? '');
      if (event.type === 'title') listener.onTitle?.(store.get(key)?.threadId ?? '', event.data.title);
    }
  }

  private async recover(key: string, error: ApiError, signal: AbortSignal): Promise<void> {
    const { store } = this;
    store.flush();
    const run = store.get(key);
    if (!run || isOver(run.phase) || error.kind === 'aborted') return;
    if (run.runId) return this.rejoin(key, run.runId, error, signal);
    store.dispatch(key, { type: 'refused', error, at: this.timing.now() });
    if (store.get(key)?.phase === 'failed') this.listener.onAccepted?.(run);
  }

  /** Resumes a run whose connection was lost, with growing delays, until it works or all attempts have failed. */
  private async rejoin(key: string, runId: string, error: ApiError, signal: AbortSignal): Promise<void> {
    const { store, api, timing } = this;
    let last = error;
    for (let attempt = 1; LOST.has(last.kind) && attempt <= BACKOFF_MS.length; attempt += 1) {
      store.dispatch(key, { type: 'lost', attempt });
      await timing.pause(BACKOFF_MS[attempt - 1]!, signal);
      if (signal.aborted) return;
      try {
        const stream = await api.resume(runId, store.get(key)?.lastEventId, { signal, paceMs: PACE_MS });
        store.dispatch(key, { type: 'rejoined' });
        // Only progress resets the backoff: a server that accepts and closes the connection is still down.
        return await this.consume(key, stream, () => {
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

  private finish(key: string): void {
    this.store.flush();
    const run = this.store.get(key);
    if (run && isOver(run.phase) && run.phase !== 'unsent') this.listener.onEnd?.(run);
  }
}

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
