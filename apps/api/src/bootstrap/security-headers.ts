import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { routePath } from '../common/http/route.js';

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
    // Only the frame of previews lets itself be framed.
    frameSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** The headers by their names. They depend on nothing in a request. */
function securityHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  const reply = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  const set = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
  set({} as IncomingMessage, reply, (error) => {
    if (error) throw error as Error;
  });
  // The microphone is for dictation.
  headers['Permissions-Policy'] = 'camera=(), display-capture=(), geolocation=(), microphone=(self)';
  return headers;
}

/** Shared chats, the page and what it reads: for no search engine, and the secret in the address for no other site. */
const SHARED_PATH = /^\/(api\/)?shared\//;
const SHARED_HEADERS = { 'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'no-referrer' };

/**
 * Sends the security headers with every reply. They are made once: as a plugin of the framework, helmet makes all its
 * parts anew with every request, which costs as much as the routing.
 */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  const headers = securityHeaders();
  fastify.addHook('onRequest', (request, reply, done) => {
    // On the framework's reply: as soon as one is on Node's, all take a slower way.
    void reply.headers(headers);
    if (SHARED_PATH.test(routePath(request))) void reply.headers(SHARED_HEADERS);
    done();
  });
}
