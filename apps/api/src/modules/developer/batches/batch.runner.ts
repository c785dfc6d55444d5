import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ErrorCode } from '../../../common/errors/error-codes.js';
import { toOpenAiError } from '../../../common/errors/openai-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { newId } from '../../../common/http/ids.js';
import { errorFields, type ModelCall } from '../../../common/http/request.js';
import { roleCovers } from '../../../common/access/roles.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalService } from '../../auth/index.js';
import { ActiveCompletions } from '../../inference/index.js';
import { LogService } from '../../logging/index.js';
import { GatewayReply } from '../gateway/gateway.reply.js';
import { GatewayService, type CallSite } from '../gateway/gateway.service.js';
import { chatCall, textCall } from '../gateway/openai/openai-calls.js';
import { readEmbedding, toEmbeddingList } from '../gateway/openai/openai-embeddings.js';
import { ResponsesService } from '../gateway/responses/responses.service.js';
import type { ClaimedItem } from './batch-item.repository.js';
import type { BatchEndpoint } from './batch.entity.js';
import { nameOf } from './names.js';

/** Why a line in progress ends without a result: its batch does not go on, or its process does not. */
export class ItemDropped extends Error {}

/** What became of a line. */
export type Outcome =
  | { kind: 'result'; state: 'done' | 'failed'; response: string }
  /** It was not its turn: a limit, or nobody could answer. `pauseMs`: for the whole batch. `waitMs`: for the line. */
  | { kind: 'later'; pauseMs: number; waitMs: number; counts: boolean }
  | { kind: 'revoked'; error: DomainError };

/** Tries of a line at which its backend fails, or its process ends. */
const MOST_TRIES = 3;
/** Delay before the next try, and the longest pause of a batch: a limit may be raised before it is over. */
const RETRY_MS = 5_000;
const MAX_PAUSE_MS = 300_000;
/** Pause of a batch of which one line found no backend: long enough not to ask all of them in a rush. */
const SHORT_PAUSE_MS = 1_000;
/** Longest result of a line, with its head; so much of a file is in memory at a time. */
const MAX_RESPONSE_BYTES = 16 * 2 ** 20;

/** Nothing is wrong with the line, but with its model at this moment: the line waits, and others have their turn. */
const ELSEWHERE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['llm.busy', 'llm.unavailable']);
/** Nothing is wrong with the line: it waits, and its batch with it. */
const LATER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'limit.requests',
  'limit.tokens',
  'limit.requests-month',
  'limit.tokens-month',
  'limit.group',
  'limit.parallel',
  'cache.unavailable',
  'database.unavailable',
  'database.full',
  'database.too-slow',
]);
/** The next try may go better. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'llm.failed',
  'llm.ended-early',
  'llm.out-of-memory',
  'internal.error',
]);
/** The owner, or the key, has no right to any line. */
const REVOKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth.invalid-key',
  'auth.forbidden',
  'auth.account-inactive',
  'auth.second-factor-required',
  'auth.terms-required',
]);

/** What the request log calls a line: as a request of that route. */
const ACTIONS: Record<BatchEndpoint, string> = {
  '/v1/chat/completions': 'openAi.chatCompletions',
  '/v1/completions': 'openAi.completions',
  '/v1/embeddings': 'openAi.embeddings',
  '/v1/responses': 'responses.create',
};

/** Answers one line of a batch as its route would, with the rights that its owner has now. */
@Injectable()
export class BatchRunner {
  constructor(
    private readonly principals: PrincipalService,
    private readonly active: ActiveCompletions,
    private readonly gateway: GatewayService,
    private readonly reply: GatewayReply,
    private readonly responses: ResponsesService,
    private readonly log: LogService,
  ) {}

  /**
   * @param ending aborted with `ItemDropped` when the line shall end without a result
   * @returns `undefined` then, and when the server stops
   */
  async run(item: ClaimedItem, ending: AbortController): Promise<Outcome | undefined> {
    const requestId = newId();
    const began = performance.now();
    const ends: (() => void)[] = [];
    let call: ModelCall | undefined;
    let principal: Principal | undefined;
    let error: DomainError | undefined;
    let body: object | undefined;
    try {
      principal = await this.ownerOf(item);
      this.active.requireOpen();
      ends.push(this.active.enter({ userId: principal.userId, keyId: principal.key?.id }, ending));
      body = await this.answer(principal, item, {
        ending,
        cache: { use: true, keep: true },
        unattended: true,
        onCall: (made) => (call = made),
        atEnd: (work) => ends.push(work),
      });
    } catch (thrown) {
      error = toDomainError(thrown);
      if (ending.signal.reason instanceof ItemDropped || error.code === 'server.stopping') return undefined;
    } finally {
      for (const end of ends) end();
    }
    const outcome = error ? this.outcomeOf(item, error, requestId) : resultOf('done', 200, requestId, body!);
    const isTooLong = !error && outcome.kind === 'result' && outcome.state === 'failed';
    if (outcome.kind === 'result')
      this.log.recordFinished({
        at: Date.now(),
        requestId,
        principal,
        action: ACTIONS[item.endpoint],
        endpoint: item.endpoint,
        method: 'POST',
        status: error ? toOpenAiError(error).status : isTooLong ? TOO_LONG_STATUS : 200,
        ms: performance.now() - began,
        client: undefined,
        metadata: {
          batch: nameOf('batch', item.batch_id),
          ...(error && errorFields(error)),
          ...(isTooLong && { error_code: TOO_LONG.error.code }),
        },
        called: call && { model: call.model, parameters: call.parameters },
        used: call?.usage?.(),
        served: call?.served?.(),
      });
    return outcome;
  }

  private async ownerOf({ user_id, key_id, endpoint }: ClaimedItem): Promise<Principal> {
    const scope = endpoint === '/v1/embeddings' ? 'embeddings' : 'chat';
    const principal = await this.principals.ofJob(user_id, key_id === null ? 'account' : { keyId: key_id }, scope);
    if (!roleCovers(principal.role, 'developer'))
      throw new DomainError('auth.forbidden', 'The owner of this batch no longer has the developer role.');
    return principal;
  }

  private async answer(caller: Principal, { endpoint, body: json }: ClaimedItem, site: CallSite): Promise<object> {
    const body: unknown = JSON.parse(json);
    switch (endpoint) {
      case '/v1/chat/completions':
        return this.reply.whole(caller, chatCall(body), site);
      case '/v1/completions':
        return this.reply.whole(caller, textCall(body), site);
      case '/v1/responses':
        return this.reply.whole(caller, await this.responses.call(caller, body), site);
      case '/v1/embeddings': {
        const { model, asked, base64 } = readEmbedding(body);
        return toEmbeddingList(await this.gateway.embed(caller, model, asked, site), model, base64);
      }
    }
  }

  private outcomeOf(item: ClaimedItem, error: DomainError, requestId: string): Outcome {
    const { code, retryAfter = 0 } = error;
    if (REVOKED.has(code)) return { kind: 'revoked', error };
    const pauseMs = Math.min(Math.max(retryAfter * 1_000, RETRY_MS), MAX_PAUSE_MS);
    if (LATER.has(code)) return { kind: 'later', pauseMs, waitMs: 0, counts: false };
    if (ELSEWHERE.has(code)) return { kind: 'later', pauseMs: SHORT_PAUSE_MS, waitMs: 2 * pauseMs, counts: false };
    if (AGAIN.has(code) && item.attempts < MOST_TRIES)
      return { kind: 'later', pauseMs: 0, waitMs: retryDelay(item), counts: true };
    const { status, body } = toOpenAiError(error);
    return resultOf('failed', status, requestId, body);
  }
}

/** A line that was begun as often as any may: its process ended each time. */
export const isWornOut = ({ attempts }: ClaimedItem): boolean => attempts > MOST_TRIES;

export function wornOut(): Outcome {
  const error = new DomainError('internal.error', 'The server stopped each time it worked on this request.');
  const { status, body } = toOpenAiError(error);
  return resultOf('failed', status, newId(), body);
}

/** Instead of a result that is too long to be kept. */
const TOO_LONG_STATUS = 500;
const TOO_LONG = {
  error: {
    message: `The response is longer than ${MAX_RESPONSE_BYTES / 2 ** 20} MiB. Ask for less in one line.`,
    type: 'server_error',
    param: null,
    code: 'response_too_long',
  },
};

export function resultOf(state: 'done' | 'failed', status_code: number, request_id: string, body: object): Outcome {
  const response = JSON.stringify({ status_code, request_id, body });
  if (Buffer.byteLength(response) > MAX_RESPONSE_BYTES)
    return resultOf('failed', TOO_LONG_STATUS, request_id, TOO_LONG);
  return { kind: 'result', state, response };
}

/** How long a line waits that failed at its backend. */
const retryDelay = ({ attempts }: Pick<ClaimedItem, 'attempts'>): number => RETRY_MS * 4 ** (attempts - 1);
