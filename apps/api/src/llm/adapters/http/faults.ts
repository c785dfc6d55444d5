import { DomainError } from '../../../common/errors/domain-error.js';

const HINT: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there. Start it, or correct its address in the configuration',
  ENOTFOUND: 'its name cannot be resolved. Correct its address in the configuration',
  EAI_AGAIN: 'its name cannot be resolved right now. Check the network',
  ECONNRESET: 'it closed the connection. Look whether it is still running',
  UND_ERR_SOCKET: 'it closed the connection. Look whether it is still running',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer. Look whether its machine is up and lets us in',
  ETIMEDOUT: 'it does not answer. Look whether its machine is up and lets us in',
  UND_ERR_HEADERS_TIMEOUT: 'it took the request and never replied. Restart it',
};

/** Those with which no connection came about. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

const BROKEN_OFF: ReadonlySet<string> = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

/** Whether nothing was there to ask: it says nothing of how that one answers. */
export const isUnreachable = (error: DomainError): boolean =>
  error.code === 'llm.unavailable' && NOT_CONNECTED.has(codeOf(error.cause));

/** Whether it took the question and closed the connection: it may have been the question that ended it. */
export const isBrokenOff = (error: DomainError): boolean =>
  error.code === 'llm.unavailable' && BROKEN_OFF.has(codeOf(error.cause));

/** The connection failed before a reply began. */
export function unreachable(label: string, cause: unknown): DomainError {
  const hint = HINT[codeOf(cause)] ?? 'it cannot be reached. Check that it runs and that its address is right';
  return new DomainError('llm.unavailable', `${label} is out of reach: ${hint}.`, { retryAfter: 10, cause });
}

/** The connection failed during the answer. */
export function streamInterrupted(label: string, cause?: unknown): DomainError {
  if (codeOf(cause) === 'UND_ERR_BODY_TIMEOUT') {
    return new DomainError(
      'llm.failed',
      `${label} fell silent in the middle of the answer. Restart it if that happens again.`,
      { cause },
    );
  }
  return new DomainError(
    'llm.ended-early',
    `${label} stopped before the answer was complete. Ask again; if that happens often, tell the administrator.`,
    { cause },
  );
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown[]; cause?: unknown };
  if (typeof code === 'string' && code) return code;
  // When a name has several addresses, Node throws an AggregateError with one error for each.
  return codeOf(errors?.[0] ?? cause);
}

/** What to do when something else is at a backend's address. */
export const CORRECT_ADDRESS = 'Correct the address in the configuration';

/** A backend's reply with an error status. */
export interface BackendErrorReply {
  label: string;
  model: string;
  status: number;
  /** The backend's own message, empty when its reply had none. */
  message: string;
  /** Seconds, from a `Retry-After` header. */
  retryAfter?: number;
  /** What to do when nothing of its kind is at the address; without a full stop. */
  addressHint?: string;
}

/**
 * Maps a backend's error reply to our code. The status is not enough (Ollama answers 400 to five different faults and
 * 500 to bad options), so the message decides as well: those of Ollama 0.5 to 0.33, llama.cpp, vLLM and OpenAI.
 */
export function toBackendError(reply: BackendErrorReply): DomainError {
  const { label, model, status, message, retryAfter } = reply;
  const cause = new Error(`${status} ${message}`);
  const fault = (code: ConstructorParameters<typeof DomainError>[0], detail: string, seconds?: number) =>
    new DomainError(code, detail, { cause, retryAfter: seconds });
  if (
    /exceeds? the (available|maximum )?\s*context|context length|exceed_context_size|maximum context|too large to process/i.test(
      message,
    )
  ) {
    return contextExceeded(model, figuresIn(message), cause);
  }
  if (/does not support|multimodal data provided|doesn't support|not supported/i.test(message)) {
    return fault('llm.unsupported', `${model} cannot do this (${sentence(message)}). Choose a model that can.`);
  }
  if (/more system memory|out of memory|insufficient memory|cudaMalloc|unable to allocate/i.test(message)) {
    return fault(
      'llm.out-of-memory',
      `${model} does not fit into the memory of the backend. Choose a smaller model, or free memory there.`,
      60,
    );
  }
  if (status === 429 || status === 503)
    return fault('llm.busy', `${label} has too much to do. Try again in a moment.`, retryAfter ?? 5);
  if (status === 401 || status === 403)
    return fault(
      'llm.unavailable',
      `${label} does not let this server in. Check its API key and its list of allowed hosts.`,
      60,
    );
  if (status === 400 || status === 422 || /^invalid (format|JSON schema)|^option "/.test(message)) {
    return fault('llm.rejected', `${label} refused the request: ${sentence(message) || 'it gave no reason'}.`);
  }
  if (status === 404 || status === 405)
    return fault(
      'llm.unavailable',
      `There is no such service at the address of ${label}. ${reply.addressHint ?? CORRECT_ADDRESS}.`,
      60,
    );
  return fault(
    'llm.failed',
    `${label} failed on this request. Ask again; if that happens often, tell the administrator.`,
  );
}

/** The backend's own words behind one of our errors; empty when there are none. */
export const reasonOf = (error: unknown): string =>
  error instanceof DomainError && error.cause instanceof Error ? error.cause.message : '';

/**
 * Tokens of the prompt and of the context, when the message names both: `request (6011 tokens) exceeds … (512 tokens)`;
 * llama.cpp reads an embedding's text in one batch.
 */
function figuresIn(message: string): { prompt_tokens?: number; context_tokens?: number } {
  const [prompt_tokens, context_tokens] = [...message.matchAll(/(\d+) tokens|batch size: (\d+)/g)]
    .map(([, tokens, batch]) => Number(tokens ?? batch))
    .sort((a, b) => b - a);
  return prompt_tokens && context_tokens ? { prompt_tokens, context_tokens } : {};
}

/** The model has no marks for what is before and after a gap. */
export const cannotFillGap = (model: string, cause?: unknown): DomainError =>
  new DomainError(
    'llm.unsupported',
    `${model} was not made to fill in the middle. Leave out the suffix, or choose a model that can.`,
    { cause, errors: [{ pointer: '/suffix', message: 'cannot be used with this model' }] },
  );

/** The prompt does not fit. With both figures the caller knows how much to leave out. */
export function contextExceeded(
  model: string,
  { prompt_tokens, context_tokens }: { prompt_tokens?: number; context_tokens?: number },
  cause?: unknown,
): DomainError {
  const figures = prompt_tokens ? ` (${prompt_tokens} tokens, and there is room for ${context_tokens})` : '';
  return new DomainError(
    'llm.context-exceeded',
    `The conversation is longer than ${model} can read here${figures}. Shorten the message, start a new chat, or ` +
      'raise the context length.',
    { members: { prompt_tokens, context_tokens }, cause },
  );
}

/** The first line, of bounded length and without its full stop, for use inside a sentence. */
const sentence = (message: string) => message.split('\n', 1)[0]!.slice(0, 300).replace(/\.$/, '');
