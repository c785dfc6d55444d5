import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { annotateError } from './request.js';
import { isAnthropicClient, routePath } from './route.js';
import { toAnthropicError } from '../errors/anthropic-error.js';
import type { DomainError } from '../errors/domain-error.js';
import { toOllamaError } from '../errors/ollama-error.js';
import { toOpenAiError } from '../errors/openai-error.js';
import { toScimError } from '../errors/scim-error.js';
import { toDomainError, toProblem } from '../errors/to-problem.js';

/** Error formats of the gateway's dialects. */
function dialectOf(
  request: FastifyRequest,
): ((error: DomainError, requestId: string) => { status: number; body: object }) | undefined {
  const path = routePath(request);
  if (isAnthropicClient(request)) return toAnthropicError;
  if (/^\/v1(\/|$)/.test(path)) return toOpenAiError;
  return /^\/ollama(\/|$)/.test(path) ? toOllamaError : undefined;
}

/** Status and body of an error, in the format of the caller's API. */
export function errorReply(request: FastifyRequest, error: DomainError) {
  const dialect = dialectOf(request);
  if (dialect) return { type: 'application/json', ...dialect(error, request.id) };
  if (/^\/scim(\/|$)/.test(routePath(request))) return { type: 'application/scim+json', ...toScimError(error) };
  return { type: 'application/problem+json', status: error.status, body: toProblem(error, request.id) as object };
}

/** Turns everything thrown into one problem document. The only place where an error becomes HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    annotateError(request, error);
    const what = `${request.method} ${routePath(request)} ${error.message} [${request.id}]`;
    if (error.code === 'internal.error')
      this.logger.error(what, error.cause instanceof Error ? error.cause.stack : String(error.cause));
    else if (error.status >= 500) this.logger.warn(what);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.retryAfter !== undefined) {
      const seconds = String(Math.max(1, Math.ceil(error.retryAfter)));
      void reply.header('Retry-After', seconds);
      if (error.status === 429) void reply.headers({ 'RateLimit-Remaining': '0', 'RateLimit-Reset': seconds });
    }
    // The rest of the body is still on its way, so no other request can use the connection.
    if (error.status === 413) void reply.header('Connection', 'close');
    if (error.status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="pocket-llm"');
    const { status, type, body } = errorReply(request, error);
    void reply.status(status).type(type).send(body);
  }
}
