import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** One invalid field: `pointer` is an RFC 6901 pointer into the request body (`/options/temperature`). */
export interface FieldError {
  pointer: string;
  message: string;
}

export interface DomainErrorExtras {
  errors?: FieldError[];
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  retryAfter?: number;
  /** Further members of the problem document, e.g. `thread_id` or `sqlstate`. Sent to the client unchanged. */
  members?: Record<string, unknown>;
  /** What the administrator needs to know: addresses, the backend's own words. Goes into the log, never to a client. */
  internal?: string;
  cause?: unknown;
}

/**
 * The one error that services and adapters throw. `detail` is a sentence that tells a person what to do. It is sent to
 * the client, so it never contains internal messages. The HTTP status comes from the table in `error-codes.ts`.
 */
export class DomainError extends Error {
  readonly errors?: FieldError[];
  readonly retryAfter?: number;
  readonly members?: Record<string, unknown>;
  readonly internal?: string;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    extras: DomainErrorExtras = {},
  ) {
    super(`${code}: ${detail}`, { cause: extras.cause });
    this.name = 'DomainError';
    this.errors = extras.errors;
    this.retryAfter = extras.retryAfter;
    this.members = extras.members;
    this.internal = extras.internal;
  }

  get status(): number {
    return ERROR_CODES[this.code][0];
  }

  get title(): string {
    return ERROR_CODES[this.code][1];
  }
}
