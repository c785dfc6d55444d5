import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAnthropicClient, isApiPath, routePath } from '../common/http/route.js';
import { enterSpan } from '../common/tracing/tracing.js';
import { AuditService, LogService } from '../modules/logging/index.js';
import { Meter } from '../modules/telemetry/index.js';

/** Whether the request log records a request: all of the API, also addresses below it that do not exist. */
const isLogged = (request: FastifyRequest): boolean => isApiPath(routePath(request));

/** Gives each request its id, and records each API request in the request log and the metrics when it is over. */
export function addRequestLog(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const log = app.get(LogService, { strict: false });
  const audit = app.get(AuditService, { strict: false });
  const meter = app.get(Meter, { strict: false });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    // Anthropic's clients show this one.
    if (isAnthropicClient(request)) void reply.header('request-id', request.id);
    if (request.protocol === 'https') void reply.header('Strict-Transport-Security', 'max-age=15552000');
    if (!isLogged(request)) return done();
    // What the API says is about one person and one moment.
    void reply.header('Cache-Control', 'no-store');
    // Not the onResponse hook: it never runs for a stream whose reader hangs up.
    reply.raw.once('close', () => {
      log.record(request, reply);
      meter.recordRequest({
        route: request.routeOptions.url ?? '',
        method: request.method,
        action: request.action ?? 'http.request',
        status: reply.statusCode,
        ms: reply.elapsedTime,
        userId: request.principal?.userId,
      });
      // Streams write to the raw response and bypass the hooks.
      if (reply.raw.headersSent && AuditService.concerns(request)) void audit.complete(request, reply);
    });
    done();
  });
  fastify.addHook('onSend', (request, reply, _, done) => {
    if (!AuditService.concerns(request)) return done();
    audit.complete(request, reply).then(() => done(), done);
  });
}

/** Where pages say what they measured: no request that anybody wants to see in a trace. */
const PAGE_STEPS = '/api/traces';

/** A span for each logged request. It takes a callback because the rest of the request has to run inside the span. */
export function traceRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const route = request.routeOptions.url ?? 'other';
  if (!isLogged(request) || route === PAGE_STEPS) return done();
  const { traceparent } = request.headers;
  enterSpan(
    `${request.method} ${route}`,
    { 'http.request.method': request.method, 'http.route': route, 'request.id': request.id },
    typeof traceparent === 'string' ? traceparent : undefined,
    (span) => {
      reply.raw.once('close', () => {
        span?.set({ 'http.response.status_code': reply.statusCode });
        if (reply.statusCode >= 500) span?.fail({ code: reply.statusCode });
        span?.end();
      });
      done();
    },
  );
}
