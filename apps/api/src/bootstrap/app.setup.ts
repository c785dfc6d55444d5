import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 } from 'uuid';
import { AppModule, type Runtime } from './app.module.js';
import { ServerLogger } from '../common/logger.js';
import { enterSpan } from '../common/tracing/tracing.js';
import { endStreams } from '../common/http/sse.js';
import { serveSite } from '../common/http/site.js';
import { validationPipe } from '../common/http/validation.js';
import type { Env } from '../config/env.js';
import { AuditService, LogService } from '../modules/logging/index.js';
import { Meter } from '../modules/telemetry/index.js';
import { setUpOpenApi } from './openapi/explorer.js';

/** Requests that the request log records: all except the pages of the web app. */
const LOGGED = /^\/(api|v1|ollama)\//;

/** Largest body in bytes. A larger one is rejected while it is being read. */
const BODY_LIMIT = 8 * 1024 * 1024;

/**
 * Accepts JSON only: a body of another type is rejected (415) before anything reads it. An empty body counts as none,
 * because many clients send the content type with every POST.
 */
function takeJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parse(request, body as string, done),
  );
}

/**
 * Ollama parses every body as JSON whatever its content type, and its documentation shows curl commands that send
 * curl's default type.
 */
function takeOllamaBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    if (request.routeOptions.url?.startsWith('/ollama/api/')) request.headers['content-type'] = 'application/json';
  });
}

/** How long replies that are neither streams nor runs may take after the server begins to close, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;

/** The one route that accepts a file of any size: it reads a stream, which a rejected request never starts. */
const FILE_ROUTE = '/api/admin/backup/restore';

function takeFiles(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/gzip', (request, payload, done) =>
    request.routeOptions.url === FILE_ROUTE
      ? done(null, payload)
      : done(Object.assign(new Error('Send the body as application/json.'), { statusCode: 415 })),
  );
}

/** A span for each logged request. It takes a callback because the rest of the request has to run inside the span. */
function traceRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (!LOGGED.test(request.url)) return done();
  const route = request.routeOptions.url ?? 'other';
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

/**
 * Content security policy of our pages: only our own origin. Inline styles are allowed because the component library
 * positions its popups with them.
 */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

export function adapterFor(env: Pick<Env, 'TRUST_PROXY'>): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: env.TRUST_PROXY,
    genReqId: () => v7(),
    // Slow senders: headers have Node's own 60 s, the whole request has this many milliseconds.
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
  });
}

/**
 * Builds the application and everything around its modules: hooks, validation, API documentation, the web app. The
 * process entry and the tests share it, so the tests exercise what is shipped.
 * @param site folder of the built web app; without it the server offers the API only
 */
export async function createApp(runtime: Runtime, site?: string): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(runtime), adapterFor(runtime.env), {
    logger: new ServerLogger(runtime.env),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  takeJsonOnly(fastify);
  takeFiles(fastify);
  takeOllamaBodies(fastify);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
  const log = app.get(LogService, { strict: false });
  const audit = app.get(AuditService, { strict: false });
  const meter = app.get(Meter, { strict: false });
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('X-Request-Id', request.id);
    if (request.protocol === 'https') void reply.header('Strict-Transport-Security', 'max-age=15552000');
    // Not the onResponse hook: it never runs for a stream whose reader hangs up.
    if (LOGGED.test(request.url)) {
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
        if (reply.raw.headersSent) void audit.complete(request, reply);
      });
    }
  });
  if (runtime.env.OTEL_EXPORTER_OTLP_ENDPOINT) fastify.addHook('onRequest', traceRequest);
  // By now every run has sent its last event and its readers have disconnected.
  fastify.addHook('preClose', async () => {
    endStreams(fastify.server);
    setTimeout(() => fastify.server.closeAllConnections(), CLOSE_GRACE_MS).unref();
  });
  fastify.addHook('onSend', (request, reply) => audit.complete(request, reply));
  app.useGlobalPipes(validationPipe());
  setUpOpenApi(app);
  if (site) await serveSite(app, site);
  await app.init();
  return app;
}
