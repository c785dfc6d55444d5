import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseQuery } from 'node:querystring';
import { v7 } from 'uuid';
import { AppModule, type Runtime } from './app.module.js';
import { ServerLogger } from '../common/logger.js';
import { DomainError } from '../common/errors/domain-error.js';
import { errorReply } from '../common/http/problem.filter.js';
import { endStreams } from '../common/http/sse.js';
import { serveSite } from '../common/http/site.js';
import { validationPipe } from '../common/http/validation.js';
import { traceShare, type Env } from '../config/env.js';
import { addBodyParsers, BODY_LIMIT } from './body-parsers.js';
import { addCrossOrigin } from './cross-origin.js';
import { addHostCheck } from './host-check.js';
import { addRequestLog, traceRequest } from './request-log.js';
import { addSecurityHeaders } from './security-headers.js';
import { setUpOpenApi } from './openapi/explorer.js';

/** How long replies that are neither streams nor runs may take after the server begins to close, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;

/**
 * An address that cannot be decoded has no route, so neither the hooks nor the problem filter ever see it; what they
 * would add stands here.
 */
function refuseBadAddress(_: Error, request: FastifyRequest, reply: FastifyReply): void {
  const error = new DomainError('request.invalid', 'The address is not valid: it holds a broken percent-encoding.');
  const { status, type, body } = errorReply(request, error);
  void reply
    .status(status)
    .type(type)
    .headers({
      'X-Request-Id': request.id,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none';frame-ancestors 'none'`,
      'X-Content-Type-Options': 'nosniff',
    })
    .send(body);
}

/**
 * The framework takes a function or networks. Hops are counted from this server outwards, so the client address is the
 * one that the outermost trusted proxy saw, never one that the client wrote.
 */
const trustedProxies = (proxies: Env['TRUST_PROXY']) =>
  typeof proxies === 'number' ? (_: string, hop: number) => hop < proxies : proxies;

/** Parameters without a value ask for nothing: forms and explorers send each filter that nobody filled in. */
const withoutEmptyOnes = (text: string): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(parseQuery(text)).flatMap(([name, given = '']): [string, string | string[]][] => {
      const values = [given].flat().filter((value) => value !== '');
      return values.length > 0 ? [[name, values.length === 1 ? values[0]! : values]] : [];
    }),
  );

export function adapterFor(env: Pick<Env, 'TRUST_PROXY'>): FastifyAdapter {
  return new FastifyAdapter({
    frameworkErrors: refuseBadAddress,
    // Nothing here is middleware of Express, whose engine would look at each request.
    skipMiddie: true,
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies(env.TRUST_PROXY),
    genReqId: () => v7(),
    // Slow senders: the time for the headers and for the whole request, and how often it is looked at.
    http: { headersTimeout: 60_000, connectionsCheckingInterval: 5_000 },
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true, querystringParser: withoutEmptyOnes },
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
  addBodyParsers(fastify);
  await app.register(cookie);
  addSecurityHeaders(fastify);
  // A refused name is logged too.
  addRequestLog(app);
  await addCrossOrigin(app, runtime.env);
  addHostCheck(fastify, runtime.env);
  if (runtime.env.OTEL_EXPORTER_OTLP_ENDPOINT) fastify.addHook('onRequest', traceRequest);
  // By now every run has sent its last event and its readers have disconnected.
  fastify.addHook('preClose', async () => {
    await endStreams(fastify.server);
    setTimeout(() => fastify.server.closeAllConnections(), CLOSE_GRACE_MS).unref();
  });
  app.useGlobalPipes(validationPipe());
  setUpOpenApi(app, runtime.env);
  if (site) await serveSite(app, site, runtime.env.OTEL_EXPORTER_OTLP_ENDPOINT ? traceShare() : undefined);
  await app.init();
  return app;
}
