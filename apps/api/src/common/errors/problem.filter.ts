import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { annotateError } from '../http/request.js';
import { routePath } from '../http/route.js';
import { toAnthropicError } from './anthropic-error.js';
import type { DomainError } from './domain-error.js';
import { toOllamaError } from './ollama-error.js';
import { toOpenAiError } from './openai-error.js';
import { toDomainError, toProblem } from './to-problem.js';

/** Error formats of the gateway's dialects, by path prefix. */
function dialectOf(
  path: string,
): ((error: DomainError, requestId: string) => { status: number; body: object }) | undefined {
  if (/^\/v1\/messages\b/.test(path)) return toAnthropicError;
  if (path.startsWith('/v1/')) return toOpenAiError;
  return path.startsWith('/ollama/') ? toOllamaError : undefined;
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
    const dialect = dialectOf(routePath(request));
    if (dialect) {
      const { status, body } = dialect(error, request.id);
      void reply.status(status).send(body);
    } else void reply.status(error.status).type('application/problem+json').send(toProblem(error, request.id));
  }
}
