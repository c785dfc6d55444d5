import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { DomainError } from '../common/errors/domain-error.js';
import { exceededBound } from '../common/http/json-bounds.js';

/** Largest body in bytes. A larger one is rejected while it is being read. */
export const BODY_LIMIT = 8 * 1024 * 1024;

/** Routes that read their body as a stream, after the guard: a rejected request never starts it. */
const STREAM_ROUTES: Record<string, string> = {
  '/api/admin/backup/restore': 'application/gzip',
  '/api/chat/import': 'application/json',
};
/** Internal type of a streamed body, because a parser belongs to a type and not to a route. */
const STREAM_TYPE = 'application/vnd.pocket-llm.stream';

const unsupported = () => new DomainError('request.unsupported-media-type', 'Send the body as application/json.');

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Accepts JSON only: a body of another type is rejected (415) before anything reads it. An empty body counts as none,
 * because many clients send the content type, or a chunked body without any chunk, with every POST. The size and the
 * shape of a body are checked before anything is built from it.
 */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const readJson = (request: FastifyRequest, body: Buffer, done: Done) => {
    if (body.length === 0) return done(null);
    const exceeded = exceededBound(body);
    if (exceeded) return done(new DomainError('request.invalid', `The body ${exceeded}. Send less in one request.`));
    void parse(request, body.toString(), done);
  };
  fastify.addHook('onRequest', (request, _, done) => {
    translateType(request);
    done();
  });
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, readJson);
  fastify.addContentTypeParser(STREAM_TYPE, (request, payload, done) =>
    isStreamRoute(request) ? done(null, payload) : done(unsupported()),
  );
  fastify.addContentTypeParser('*', (_, payload, done) => requireEmpty(payload, done));
}

const isStreamRoute = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url! in STREAM_ROUTES;

function translateType({ routeOptions: { url = '' }, headers }: FastifyRequest): void {
  // Ollama parses every body as JSON whatever its content type, and its documentation shows curl commands that send
  // curl's default type.
  if (url.startsWith('/ollama/api/')) headers['content-type'] = 'application/json';
  const type = headers['content-type']?.split(';')[0]!.trim().toLowerCase();
  if (type !== undefined && type === STREAM_ROUTES[url]) headers['content-type'] = STREAM_TYPE;
  // Only this function gives it out.
  else if (type === STREAM_TYPE) headers['content-type'] = 'application/octet-stream';
}

/** A body of another or of no type: fine if nothing is in it. */
function requireEmpty(payload: IncomingMessage, done: Done): void {
  const settle = (error: Error | null) => {
    payload.off('data', onData).off('end', onEnd).off('error', settle);
    done(error);
  };
  const onData = () => settle(unsupported());
  const onEnd = () => settle(null);
  payload.on('data', onData).on('end', onEnd).on('error', settle);
}
