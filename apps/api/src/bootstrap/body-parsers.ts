import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { DomainError } from '../common/errors/domain-error.js';
import { JSON_BOUNDS, JsonBounds } from '../common/http/json-bounds.js';

/** Largest body in bytes. A larger one is rejected while it is being read. */
export const BODY_LIMIT = 8 * 1024 * 1024;

/** How long the sender of a refused body may go on sending, so that it gets to read the reply. */
const LINGER_MS = 2_000;

/** Routes that read their body as a stream, after the guard: a rejected request never starts it. */
const STREAM_ROUTES: Record<string, string> = {
  '/api/admin/backup/restore': 'application/gzip',
  '/api/chat/import': 'application/json',
  '/api/files': 'multipart/form-data',
  '/api/files/:stored_file_id/content': 'application/offset+octet-stream',
  '/api/audio/transcriptions': 'multipart/form-data',
  '/v1/audio/transcriptions': 'multipart/form-data',
  '/v1/audio/translations': 'multipart/form-data',
  '/v1/files': 'multipart/form-data',
};
/** Routes that other programs call with a form, because a standard says so. */
const FORM_ROUTES: ReadonlySet<string> = new Set(['/api/auth/oidc/:provider_id/backchannel-logout']);
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Internal type of a streamed body, because a parser belongs to a type and not to a route. */
const STREAM_TYPE = 'application/vnd.pocket-llm.stream';

/** Internal type of a body of SCIM, whose size and shape have bounds of their own: a group may have many members. */
const SCIM_TYPE = 'application/vnd.pocket-llm.scim';
const SCIM_BODY_LIMIT = 1024 * 1024;
const SCIM_BOUNDS = { depth: 16, keys: 50_000, items: 50_000 };

const unsupported = () => new DomainError('request.unsupported-media-type', 'Send the body as application/json.');

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Accepts JSON only: a body of another type is rejected (415) before anything reads it. An empty body counts as none,
 * because many clients send the content type, or a chunked body without any chunk, with every POST. The size and the
 * shape of a body are checked before anything is built from it.
 */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const readJson =
    (limit = BODY_LIMIT, shape = JSON_BOUNDS) =>
    (request: FastifyRequest, payload: IncomingMessage, done: Done) =>
      readBounded(payload, limit, new JsonBounds(shape), (error, body) => {
        if (error || body === undefined || body.length === 0) return done(error);
        void parse(request, body.toString(), done);
      });
  fastify.addHook('onRequest', (request, _, done) => {
    translateType(request);
    done();
  });
  fastify.addHook('onResponse', ({ raw }, _, done) => {
    // Node reads and discards the rest, for which a stranger must not have all day.
    if (!raw.complete) setTimeout(() => raw.complete || raw.destroy(), LINGER_MS).unref();
    done();
  });
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser('application/json', readJson());
  fastify.addContentTypeParser(SCIM_TYPE, readJson(SCIM_BODY_LIMIT, SCIM_BOUNDS));
  fastify.addContentTypeParser(STREAM_TYPE, (request, payload, done) =>
    isStreamRoute(request) ? done(null, payload) : done(unsupported()),
  );
  fastify.addContentTypeParser(FORM_TYPE, (request, payload, done: Done) => {
    if (!FORM_ROUTES.has(request.routeOptions.url!)) return requireEmpty(payload, done);
    readBounded(payload, BODY_LIMIT, new JsonBounds(JSON_BOUNDS), (error, body) =>
      done(error, body && Object.fromEntries(new URLSearchParams(body.toString()))),
    );
  });
  fastify.addContentTypeParser('*', (_, payload, done) => requireEmpty(payload, done));
}

/**
 * Reads a body of at most `limit` bytes within the bounds of JSON. A body beyond them is refused as soon as that
 * shows, and what follows of it is discarded unread.
 */
function readBounded(
  payload: IncomingMessage,
  limit: number,
  bounds: JsonBounds,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const tooLarge = () =>
    new DomainError('request.too-large', `The body is larger than ${limit / 2 ** 20} MiB. Send less at once.`);
  if (Number(payload.headers['content-length'] ?? 0) > limit) return done(tooLarge());
  const chunks: Buffer[] = [];
  let size = 0;
  const settle = (error: Error | null, body?: Buffer) => {
    payload.off('data', onData).off('end', onEnd).off('error', settle);
    payload.resume();
    done(error, body);
  };
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) return settle(tooLarge());
    const exceeded = bounds.push(chunk);
    if (exceeded) return settle(new DomainError('request.invalid', `The body ${exceeded}. Send less in one request.`));
    chunks.push(chunk);
  };
  const onEnd = () => settle(null, Buffer.concat(chunks));
  payload.on('data', onData).on('end', onEnd).on('error', settle);
}

const isStreamRoute = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url! in STREAM_ROUTES;

function translateType({ routeOptions: { url = '' }, headers }: FastifyRequest): void {
  // Ollama parses every body as JSON whatever its content type, and its documentation shows curl commands that send
  // curl's default type.
  if (url.startsWith('/ollama/api/')) headers['content-type'] = 'application/json';
  const type = headers['content-type']?.split(';')[0]!.trim().toLowerCase();
  if (url.startsWith('/scim/') && (type === 'application/scim+json' || type === 'application/json'))
    headers['content-type'] = SCIM_TYPE;
  // Its parameters stay: a form's boundary is one of them.
  else if (type !== undefined && type === STREAM_ROUTES[url])
    headers['content-type'] = headers['content-type']!.replace(/^[^;]*/, STREAM_TYPE);
  // Only this function gives it out.
  else if (type === STREAM_TYPE || type === SCIM_TYPE) headers['content-type'] = 'application/octet-stream';
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
