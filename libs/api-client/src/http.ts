import axios, { type AxiosError, type AxiosResponseHeaders, type InternalAxiosRequestConfig } from 'axios';
import { ApiError, parseRetryAfter, type Problem } from './api-error.js';
import { getSession, renewSession, type Requirement, type Session, setSession } from './session.js';

const REQUEST_TIMEOUT_MS = 30_000;
const PROBLEM_MAX_CHARS = 64 * 1024;
// What the sign-in dialog asks for. The server would refuse an expired token with it, and renewing it would deadlock.
const SESSION_STARTS = /^[^?]*auth.([^?]*login|prov|proxy.s|ref)/;
// The last code is the one that `/v1` uses.
const EXPIRED = new Set(['auth.required', 'auth.invalid-token', 'invalid_api_key']);

/** Refusals of everything until the person has done something first. */
const REQUIREMENTS: Partial<Record<string, Requirement>> = {
  'auth.terms-required': 'terms_required',
  'auth.second-factor-required': 'second_factor_required',
};

/**
 * The only HTTP client of the web app. It needs the fetch adapter, because the browser default (XHR) delivers a stream
 * as one string at its end, without errors.
 */
export const http = axios.create({ adapter: 'fetch', timeout: REQUEST_TIMEOUT_MS });

type Attempt = InternalAxiosRequestConfig & { session?: Session; replayed?: boolean };

http.interceptors.request.use((config: Attempt) => {
  const session = SESSION_STARTS.test(config.url!) ? null : getSession();
  if (session) {
    config.headers.set('Authorization', `Bearer ${session.token}`);
    config.session = session;
  }
  // axios labels a POST without a body as a form, which the API refuses.
  if (config.data == null) config.headers.setContentType(false);
  // No timeout: a long answer is not a slow one. The stream reader detects silence instead.
  if (config.responseType === 'stream') config.timeout = 0;
  return config;
});

http.interceptors.response.use(undefined, async (error: unknown) => {
  const failure = await toApiError(error);
  // The rule may change while the app is open; the app then leads to where that is done.
  const session = getSession();
  const required = REQUIREMENTS[failure.code ?? ''];
  if (required && session && !session[required]) setSession({ ...session, [required]: true });
  const config = (error as AxiosError).config as Attempt | undefined;
  const expired = failure.kind === 'unauthorized' && EXPIRED.has(failure.code ?? '');
  const used = config?.session;
  const renewed = expired && used && !config.replayed && (await renewSession(used.token));
  // Somebody else may have signed in meanwhile, who asked for nothing of this.
  if (renewed && getSession()?.user.id === used.user.id) {
    return http.request({ ...config, replayed: true } as Attempt);
  }
  throw failure;
});

/** Converts axios failures to `ApiError`; an existing one passes through. */
export async function toApiError(error: unknown): Promise<ApiError> {
  if (error instanceof ApiError) return error;
  if (axios.isCancel(error)) return new ApiError({ kind: 'aborted', cause: error });
  if (!axios.isAxiosError(error)) return new ApiError({ kind: 'network', cause: error });
  if (!error.response) {
    const timedOut = error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT';
    return new ApiError({ kind: timedOut ? 'timeout' : 'network', cause: error });
  }
  const { status, headers, data } = error.response;
  const header = (name: string) => (headers as AxiosResponseHeaders)[name] as string | undefined;
  return ApiError.fromProblem(await readProblem(data), {
    status,
    retryAfter: parseRetryAfter(header('retry-after')),
    requestId: header('x-request-id'),
    cause: error,
  });
}

// The problem document of a refused stream request is still an unread stream, and that of a refused download a Blob; a
// proxy may also answer with HTML.
async function readProblem(data: unknown): Promise<Problem> {
  const unread = data instanceof Blob ? data.slice(0, PROBLEM_MAX_CHARS).stream() : data;
  const body = unread instanceof ReadableStream ? await drain(unread as ReadableStream<Uint8Array>) : unread;
  if (typeof body === 'object' && body !== null) return toProblem(body);
  try {
    const parsed: unknown = JSON.parse(String(body));
    return typeof parsed === 'object' && parsed !== null ? toProblem(parsed) : {};
  } catch {
    return {};
  }
}

/** Errors of `/v1` have OpenAI's format but the same meaning. */
function toProblem(body: object): Problem {
  const error = 'error' in body ? (body.error as { message?: unknown; code?: unknown } | null) : undefined;
  return typeof error?.message === 'string'
    ? { ...body, detail: error.message, code: String(error.code) }
    : (body as Problem);
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < PROBLEM_MAX_CHARS) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // If the connection breaks within the problem document, use what arrived.
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  return text;
}
