import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { decodedPath, routePath } from '../common/http/route.js';
import type { Env } from '../config/env.js';

/** What a key opens. Everything else belongs to the pages of the portal itself. */
const OPEN = /^\/(v1|ollama|api\/chat)(\/|$)/;
const CLOSED: FastifyCorsOptions = { origin: false };

/** Lets pages of other origins call the APIs for programs, with a key; cookies are never accepted from them. */
export async function addCrossOrigin(app: NestFastifyApplication, { CORS_ORIGINS }: Env): Promise<void> {
  if (CORS_ORIGINS.length === 0) return;
  const open: FastifyCorsOptions = {
    origin: CORS_ORIGINS.includes('*') ? '*' : CORS_ORIGINS,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    credentials: false,
    exposedHeaders: [
      'X-Request-Id',
      'request-id',
      'X-Run-Id',
      'X-Pocket-Fallback',
      'X-Pocket-Model-Digest',
      'X-Pocket-Ignored',
      'X-Searched-To',
      'Link',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
    ],
    // Browsers ask again after this many seconds; most keep it no longer anyway.
    maxAge: 600,
    strictPreflight: false,
  };
  await app.register(cors, {
    delegator: (request: FastifyRequest, done) => done(null, OPEN.test(pathOf(request)) ? open : CLOSED),
  });
}

/** A browser that asks first (`OPTIONS`) has no route of its own. */
const pathOf = (request: FastifyRequest): string =>
  request.method === 'OPTIONS' ? decodedPath(request.url) : routePath(request);
