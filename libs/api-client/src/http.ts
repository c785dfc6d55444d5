import axios, { type AxiosError, type AxiosResponseHeaders, type InternalAxiosRequestConfig } from 'axios';
import { ApiError, parseRetryAfter, type Problem } from './api-error.js';
import { type AuthLoginData, type AuthRefreshData } from './generated/index.js';
import { getSession, renewSession } from './session.js';

const REQUEST_TIMEOUT_MS = 30_000;
const PROBLEM_MAX_CHARS = 64 * 1024;
// These start a session. An expired token beside them would be refused, and renewing it would wait for itself.
const SESSION_STARTS: (AuthLoginData | AuthRefreshData)['url'][] = ['/api/auth/login', '/api/auth/refresh'];
// The last one is how `/v1` says it.
const EXPIRED = new Set(['auth.required', 'auth.invalid-token', 'invalid_api_key']);

/**
 * The only HTTP client of the web app. The fetch adapter is named because the browser's default (XHR) returns a stream
 * as one string at its end, without an error.
 */
export const http = axios.create({ adapter: 'fetch', timeout: REQUEST_TIMEOUT_MS });

type Attempt = InternalAxiosRequestConfig & { usedToken?: string; replayed?: boolean };

http.interceptors.request.use((config: Attempt) => {
  const token = SESSION_STARTS.some((url) => config.url?.endsWith(url)) ? undefined : getSession()?.token;
  if (token) {
    config.headers.set('Authorization', `Bearer ${token}`);
    config.usedToken = token;
  }
  // axios calls a POST without a body a form, which the API rightly refuses.
  if (config.data == null) config.headers.setContentType(false);
  // A long answer is no slow one; the stream reader watches for silence instead.
  if (config.responseType === 'stream') config.timeout = 0;
  return config;
});

http.interceptors.response.use(undefined, async (error: unknown) => {
  const failure = await toApiError(error);
  const config = (error as AxiosError).config as Attempt | undefined;
  const expired = failure.kind === 'unauthorized' && EXPIRED.has(failure.code ?? '');
  if (expired && config?.usedToken && !config.replayed && (await renewSession(config.usedToken))) {
    return http.request({ ...config, replayed: true } as Attempt);
  }
  throw failure;
});

/** Every failure of axios as an `ApiError`; what already is one passes through. */
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

// A refused stream request leaves its problem document unread in a stream; a proxy in between may answer with HTML.
async function readProblem(data: unknown): Promise<Problem> {
  const body = data instanceof ReadableStream ? await drain(data as ReadableStream<Uint8Array>) : data;
  if (typeof body === 'object' && body !== null) return toProblem(body);
  try {
    const parsed: unknown = JSON.parse(String(body));
    return typeof parsed === 'object' && parsed !== null ? toProblem(parsed) : {};
  } catch {
    return {};
  }
}

/** Below `/v1` an error has OpenAI's shape; what it says is the same. */
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
    // A connection cut in the middle of the problem document leaves what came so far.
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  return text;
}
