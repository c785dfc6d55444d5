import type * as Api from '@opentelemetry/api';
import type { Context, Span as OtelSpan, SpanContext } from '@opentelemetry/api';
import type * as Exporter from '@opentelemetry/exporter-trace-otlp-http';
import type * as Resources from '@opentelemetry/resources';
import type * as Sdk from '@opentelemetry/sdk-trace-base';
import { createRequire } from 'node:module';
import type { Span, Tracer } from './tracing.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SERVICE = 'pocket-llm';

/**
 * A tracer that sends its spans over OTLP (HTTP, JSON). Only this file loads the packages, so that a server without
 * tracing starts as fast and stays as small as before. The packages read the other `OTEL_…` variables themselves.
 */
export function openTelemetry(endpoint: string): Tracer {
  const load = createRequire(import.meta.url);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = load('@opentelemetry/api') as typeof Api;
  const { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } = load(
    '@opentelemetry/sdk-trace-base',
  ) as typeof Sdk;
  const { OTLPTraceExporter } = load('@opentelemetry/exporter-trace-otlp-http') as typeof Exporter;
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = load(
    '@opentelemetry/resources',
  ) as typeof Resources;
  const resourceOf = (service: string) =>
    defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service }))
      .merge(detectResources({ detectors: [envDetector] }));
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const spanProcessors = [new BatchSpanProcessor(exporter)];
  const provider = new BasicTracerProvider({ resource: resourceOf(SERVICE), spanProcessors });
  const tracer = provider.getTracer(SERVICE);
  // The page has chosen the ids, and whether they count.
  let ids = { traceId: '', spanId: '' };
  const pages = new BasicTracerProvider({
    resource: resourceOf(`${SERVICE}-page`),
    spanProcessors,
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => ids.traceId, generateSpanId: () => ids.spanId },
  }).getTracer(SERVICE);
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;
  const inner = new WeakMap<Span, OtelSpan>();
  const contextOf = (parent: Span | string | undefined): Context => {
    if (parent === undefined) return ROOT_CONTEXT;
    if (typeof parent !== 'string') return trace.setSpan(ROOT_CONTEXT, inner.get(parent)!);
    const remote = remoteOf(parent);
    return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
  };
  return {
    start(name, kind, attributes, parent) {
      const own = tracer.startSpan(name, { kind: kinds[kind], attributes }, contextOf(parent));
      const { traceId, spanId, traceFlags } = own.spanContext();
      const span: Span = {
        set: (more) => void own.setAttributes(more),
        event: (event) => void own.addEvent(event),
        // Only the error code: a message may contain what somebody wrote.
        fail: (error) =>
          void own.setStatus({
            code: SpanStatusCode.ERROR,
            message: String((error as { code?: unknown } | null)?.code ?? 'failed'),
          }),
        end: () => own.end(),
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
      };
      inner.set(span, own);
      return span;
    },
    fromPage({ name, attributes, traceparent, firstByteMs, durationMs }) {
      const remote = remoteOf(traceparent);
      if (!remote) return;
      ids = remote;
      const startTime = Date.now() - durationMs;
      const span = pages.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime }, ROOT_CONTEXT);
      span.addEvent('first byte', startTime + firstByteMs);
      span.end(startTime + durationMs);
    },
    // An unreachable endpoint must not fail the shutdown.
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function remoteOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: parseInt(flags!, 16), isRemote: true };
}
