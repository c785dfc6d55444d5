/** The kinds of failure that the screens distinguish. Every failed request becomes exactly one of them. */
export type ApiErrorKind =
  | 'aborted'
  | 'network'
  | 'timeout'
  | 'idle'
  | 'protocol'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'invalid'
  | 'rate-limited'
  | 'unavailable'
  | 'server';

/** A validation error of one field; `pointer` is an RFC 6901 pointer into the request body. */
export interface FieldError {
  pointer: string;
  message: string;
}

/** A problem document (RFC 9457): the body of every refusal, and the data of a stream's `error` event. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  request_id?: string;
  errors?: FieldError[];
  [member: string]: unknown;
}

const KIND_OF_STATUS: Record<number, ApiErrorKind> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  409: 'conflict',
  413: 'too-large',
  422: 'invalid',
  429: 'rate-limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

interface ApiErrorInit {
  kind: ApiErrorKind;
  problem?: Problem;
  status?: number;
  /** Seconds, from the `Retry-After` header. */
  retryAfter?: number;
  requestId?: string;
  cause?: unknown;
}

/** The server says what a field "is" or "must be". Beside the field it has to be a complete sentence. */
function sentence(phrase: string): string {
  const full = /^(is|must|may|has|does|cannot)\b/.test(phrase)
    ? `This ${phrase}`
    : phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return /[.!?…]$/.test(full) ? full : `${full}.`;
}

/** The only error class that leaves this package: screens never see axios, a status code or a stream error. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  /** Complete sentences, to be shown beside their fields. */
  readonly fieldErrors: FieldError[];
  readonly problem: Problem;

  constructor({ kind, problem = {}, status, retryAfter, requestId, cause }: ApiErrorInit) {
    super(problem.detail ?? problem.title ?? kind, { cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.problem = problem;
    this.status = status ?? problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = requestId ?? problem.request_id;
    this.retryAfter = retryAfter;
    this.fieldErrors = Array.isArray(problem.errors)
      ? problem.errors.map((one) => ({ ...one, message: sentence(one.message) }))
      : [];
  }

  /** Creates an error from a problem document and its status. */
  static fromProblem(
    problem: Problem,
    extras: { status?: number; retryAfter?: number; requestId?: string; cause?: unknown } = {},
  ): ApiError {
    const status = extras.status ?? problem.status ?? 500;
    return new ApiError({
      ...extras,
      kind: KIND_OF_STATUS[status] ?? (status >= 500 ? 'server' : 'invalid'),
      problem,
      status,
    });
  }
}

/** Parses `Retry-After`, a number of seconds or a date, into seconds from now. */
export function parseRetryAfter(value: unknown, now = Date.now()): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
