import { HttpException } from '@nestjs/common';
import { QueryRunnerAlreadyReleasedError, TransactionNotStartedError } from 'typeorm';
import { DomainError } from './domain-error.js';
import type { ErrorCode } from './error-codes.js';
import type { ProblemDto } from './problem.dto.js';
import { causeOf } from './sqlstate.js';

/** Rejections by Fastify and Nest themselves, by HTTP status. */
const BY_STATUS: Record<number, [ErrorCode, string]> = {
  400: ['request.invalid', 'The request could not be read. Check that the body is valid JSON.'],
  403: ['route.not-found', 'There is nothing at this address. The routes are listed at /docs.'],
  404: ['route.not-found', 'There is nothing at this address. The routes are listed at /docs.'],
  405: ['route.not-found', 'This address does not take that method. The routes are listed at /docs.'],
  413: ['request.too-large', 'The request is larger than 8 MiB. Send less at once.'],
  415: ['request.unsupported-media-type', 'Send the body as application/json.'],
  429: ['request.rate-limited', 'Too many requests. Wait a moment and try again.'],
};

/** SQLSTATE classes that mean "the database is unavailable": connection, resources, shutdown. */
const DATABASE_DOWN = /^(08|53|57P)/;
const SOCKET_DOWN = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE']);

/** SQLSTATE of a full disk. */
const DISK_FULL = '53100';

/** SQLSTATE of a cancelled statement, which is what the time limit produces. */
const CANCELED = '57014';

function isDatabaseDown(error: unknown): boolean {
  const cause = causeOf(error);
  const text = String(cause?.message ?? '');
  return (
    DATABASE_DOWN.test(cause?.code ?? '') ||
    SOCKET_DOWN.has(cause?.code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|is not queryable/.test(text) ||
    // The connection broke in the middle of a transaction, so its end finds no connection to end.
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof TransactionNotStartedError
  );
}

/**
 * Converts anything thrown into a `DomainError`. A foreign error becomes `internal.error` without its message, which
 * could help an attacker; the caller logs the original.
 */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number })?.statusCode;
  const known = status === undefined ? undefined : (BY_STATUS[status] ?? (status < 500 ? BY_STATUS[400] : undefined));
  if (known) return new DomainError(known[0], known[1], { cause: error });
  if (causeOf(error)?.code === CANCELED) {
    return new DomainError(
      'database.too-slow',
      'The database needed more than 30 seconds for this and was stopped. Ask for less: a shorter time, or one ' +
        'more filter.',
      { cause: error },
    );
  }
  if (causeOf(error)?.code === DISK_FULL) {
    return new DomainError(
      'database.full',
      'The disk of the database is full, so nothing new can be kept. Tell the administrator to make room; what was ' +
        'kept is safe, and no restart is needed.',
      { retryAfter: 60, cause: error },
    );
  }
  if (isDatabaseDown(error)) {
    return new DomainError(
      'database.unavailable',
      'The database does not answer. Try again in a moment; if it stays so, tell the administrator.',
      { retryAfter: 5, cause: error },
    );
  }
  return new DomainError(
    'internal.error',
    'Something went wrong on the server. Try again; if it happens again, give the administrator the request id.',
    { cause: error },
  );
}

/** The problem document of an error: the body of an HTTP error, or the data of a stream's `error` event. */
export function toProblem(error: DomainError, requestId: string): ProblemDto {
  return {
    type: 'about:blank',
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    request_id: requestId,
    ...(error.errors && { errors: error.errors }),
    ...error.members,
  };
}
