import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toOpenAiError } from './openai-error.js';
import { toDomainError, toProblem } from './to-problem.js';

/** Turns everything thrown into one problem document. The only place where an error meets HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    const what = `${request.method} ${request.url.split('?')[0]} ${error.message} [${request.id}]`;
    if (error.code === 'internal.error') this.logger.error(what, error.cause instanceof Error ? error.cause.stack : String(error.cause));
    else if (error.status >= 500) this.logger.warn(what);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.retryAfter !== undefined) void reply.header('Retry-After', String(Math.max(1, Math.ceil(error.retryAfter))));
    if (error.status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="pocket-llm"');
    if (request.url.startsWith('/v1/')) {
      const { status, body } = toOpenAiError(error);
      void reply.status(status).send(body);
    } else void reply.status(error.status).type('application/problem+json').send(toProblem(error, request.id));
  }
}
