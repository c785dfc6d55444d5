import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../../config/env.js';
import { describeApi } from './document.js';
import { EXPLORER_STYLES } from './explorer.styles.js';

/** What the explorer's page offers once it is ready; see `signIn`. */
interface ExplorerWindow {
  ui: { preauthorizeApiKey(scheme: string, value: string): void };
}

/**
 * Runs in the browser, so it may use nothing from this file: signs the explorer in when the reader is signed in to the
 * portal. The token stays in memory, as it does in the portal; a reader who is not signed in uses the Authorize button.
 */
function signIn(): void {
  const page = globalThis as unknown as ExplorerWindow;
  void fetch('/api/auth/refresh', { method: 'POST', headers: { 'X-Requested-With': 'fetch' } })
    .then((reply) => (reply.ok ? (reply.json() as Promise<{ token: string }>) : undefined))
    .then((session) => session && page.ui.preauthorizeApiKey('bearer', session.token));
}

/**
 * Names the address under which the document is read: Postman makes its base URL of it, and a relative one is none. The
 * explorer itself keeps the relative one, which is right behind every proxy.
 */
const withAddress =
  (publicUrl: string | undefined) =>
  (asked: unknown, _: unknown, document: OpenAPIObject): OpenAPIObject => {
    const { protocol, host, url } = asked as FastifyRequest;
    if (!url.startsWith('/openapi')) return document;
    const known = publicUrl && new URL(publicUrl);
    const address = known && known.host === host ? known.origin : `${protocol}://${host}`;
    return { ...document, servers: [{ url: address, description: 'This installation' }] };
  };

/** Swagger UI at /docs and the document at /openapi.json, in production too. The document is built on first use. */
export function setUpOpenApi(app: INestApplication, { PUBLIC_URL }: Env): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Pocket-LLM API',
    customCss: EXPLORER_STYLES,
    patchDocumentOnRequest: withAddress(PUBLIC_URL),
    swaggerOptions: {
      persistAuthorization: false,
      tagsSorter: 'alpha',
      displayRequestDuration: true,
      docExpansion: 'list',
      filter: true,
      tryItOutEnabled: true,
      onComplete: signIn,
    },
  });
}
