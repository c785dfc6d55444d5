import { AsyncLocalStorage } from 'node:async_hooks';

export type Attributes = Record<string, string | number | boolean>;

/** One step of a request, as a trace shows it. Never contains text of a prompt or an answer. */
export interface Span {
  set(attributes: Attributes): void;
  /** Records an event at this moment. */
  event(name: string): void;
  fail(error: unknown): void;
  end(): void;
  /** W3C Trace Context headers for the next service. */
  readonly traceparent: string;
}

/** What a page has measured of a request of its own. */
export interface PageStep {
  name: string;
  attributes: Attributes;
  /** The header that its request had. */
  traceparent: string;
  firstByteMs: number;
  durationMs: number;
}

/** Creates spans; exists only where tracing is switched on. */
export interface Tracer {
  /**
   * @param kind `server`: we are called; `client`: we call
   * @param parent one of our spans, or the `traceparent` of the request
   */
  start(
    name: string,
    kind: 'server' | 'client' | 'internal',
    attributes: Attributes,
    parent: Span | string | undefined,
  ): Span;
  /** Sends a step that a page has measured: the root of its trace, which has just ended. */
  fromPage(step: PageStep): void;
  close(): Promise<void>;
}

const current = new AsyncLocalStorage<Span>();
let tracer: Tracer | undefined;

/** Switches tracing on, or off with `undefined`. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** Runs the rest of a request inside a span of its own; without a tracer it just runs it. */
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

/** Runs a step as a child of the current span. */
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

/** Sends what a page has measured; without a tracer nothing. */
export function recordPageStep(step: PageStep): void {
  tracer?.fromPage(step);
}

/** Headers that continue the trace in another service; empty when tracing is off. */
export function traceHeaders(): Record<string, string> {
  const span = tracer && current.getStore();
  return span ? { traceparent: span.traceparent } : {};
}
