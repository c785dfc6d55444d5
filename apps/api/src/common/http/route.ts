import type { FastifyRequest } from 'fastify';

/**
 * The decoded path of an address, without a slash at its end; also of the absolute form `GET http://host/path`, which
 * proxies send.
 */
export function decodedPath(url: string): string {
  const { pathname } = URL.canParse(url, 'http://self') ? new URL(url, 'http://self') : { pathname: '/' };
  const bare = pathname.replace(/\/+$/, '') || '/';
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/**
 * Path of the matched route, such as `/api/chat/threads/:thread_id`, which decides how a request is guarded, logged and
 * answered. Only for a request without a route it is the decoded path. The raw address decides nothing: the same route
 * has many spellings, such as `/%61pi/…`.
 */
export const routePath = ({ routeOptions, url }: Pick<FastifyRequest, 'routeOptions' | 'url'>): string =>
  routeOptions.url ?? decodedPath(url);

/** Requests for the server's API: everything but the pages of the web app, health, metrics and documentation. */
export const isApiPath = (path: string): boolean => /^\/(api|v1|ollama|scim)(\/|$)/.test(path);

/** Paths that belong to the server: an unknown path below them is an error, not a page. */
export const isServerPath = (path: string): boolean =>
  isApiPath(path) || /^\/(docs|openapi|health|metrics|preview)([/.]|$)/.test(path);

/** Whether the caller is one of Anthropic's clients: at its own address, or at one that it shares with OpenAI's. */
export function isAnthropicClient(request: Pick<FastifyRequest, 'routeOptions' | 'url' | 'headers'>): boolean {
  const path = routePath(request);
  return (
    /^\/v1\/messages(\/|$)/.test(path) ||
    (/^\/v1\/models(\/|$)/.test(path) && request.headers['anthropic-version'] !== undefined)
  );
}
