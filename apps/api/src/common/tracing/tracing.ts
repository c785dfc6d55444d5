import { AsyncLocalStorage } from 'node:async_hooks';

export type Attributes = Record<string, string | number | boolean>;

/** One step of a request, as a trace shows it. Never with text of a prompt or an answer. */
export interface Span {
  set(attributes: Attributes): void;
  /** Something that happened at a moment. */
  event(name: string): void;
  fail(error: unknown): void;
  end(): void;
  /** By W3C Trace Context, for whoever is called next. */
  readonly traceparent: string;
}

/** Makes spans; there is one only where tracing is switched on. */
export interface Tracer {
  /**
   * @param kind `server`: something of ours is called, `client`: we call.
   * @param parent a span of ours, or the `traceparent` that came
   */
  start(
    name: string,
    kind: 'server' | 'client' | 'internal',
    attributes: Attributes,
    parent: Span | string | undefined,
  ): Span;
  close(): Promise<void>;
}

const current = new AsyncLocalStorage<Span>();
let tracer: Tracer | undefined;

/** Switches tracing on, or with `undefined` off. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** Begins the span of a request and does the rest of it inside; without a tracer it just does it. */
export function enterSpan(
  name: string,
  attributes: Attributes,
  parent: string | undefined,
  rest: (span: Span | undefined) => void,
): void {
  if (!tracer) return rest(undefined);
  const span = tracer.start(name, 'server', attributes, parent);
  current.run(span, rest, span);
}

/** Does a step of work as a span of its own, below the one that is under way. */
export async function inSpan<T>(
  name: string,
  kind: 'client' | 'internal',
  attributes: Attributes,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (!tracer) return work(undefined);
  const span = tracer.start(name, kind, attributes, current.getStore());
  try {
    return await current.run(span, work, span);
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

/** What a call to somebody else carries on; nothing where tracing is off. */
export function traceHeaders(): Record<string, string> {
  const span = tracer && current.getStore();
  return span ? { traceparent: span.traceparent } : {};
}
