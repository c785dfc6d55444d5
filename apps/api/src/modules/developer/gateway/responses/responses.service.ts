import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Principal } from '../../../../common/access/principal.js';
import { DomainError } from '../../../../common/errors/domain-error.js';
import { newId } from '../../../../common/http/ids.js';
import { sanitizeJsonForPostgres } from '../../../../common/sanitize-for-postgres.js';
import type { ChatMessage } from '../../../../llm/index.js';
import type { Answer } from '../../../inference/index.js';
import type { GatewayCall } from '../gateway.format.js';
import { ResponseFormat } from './responses-reply.js';
import { readResponseRequest, type ResponseRequest } from './responses-request.js';
import type { StoredResponse } from './stored-response.entity.js';
import { StoredResponseRepository } from './stored-response.repository.js';

const DAY_MS = 86_400_000;
/** As long as OpenAI keeps them. */
const KEPT_DAYS = 30;
const SWEEP_MS = 3_600_000;

/** Keeps responses for their owners. */
@Injectable()
export class ResponsesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Responses');
  private timer?: NodeJS.Timeout;

  constructor(private readonly stored: StoredResponseRepository) {}

  onApplicationBootstrap(): void {
    const sweep = () =>
      void this.stored
        .removeExpired()
        .catch((error: Error) => this.logger.warn(`Old responses could not be deleted: ${error.message}`));
    this.timer = setInterval(sweep, SWEEP_MS).unref();
    sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * A call of `POST /v1/responses`.
   * @throws DomainError `request.invalid` with the field, `response.not-found`, `llm.context-exceeded`
   */
  async call(caller: Principal, body: unknown): Promise<GatewayCall> {
    const asked = await this.continued(caller, readResponseRequest(body));
    const name = nameOf(newId());
    return {
      asked,
      formatOf: (head) => new ResponseFormat(head, name, asked.echo, asked.toolForms),
      keep: ([answer], response) => this.keep(caller, asked, name, answer!, response),
    };
  }

  /**
   * The request with the conversation that it continues before it.
   * @throws DomainError `response.not-found`
   */
  private async continued({ userId }: Principal, asked: ResponseRequest): Promise<ResponseRequest> {
    if (asked.previous === undefined) return asked;
    const earlier = await this.stored.conversation(idOf(asked.previous), userId);
    if (earlier === 'gone') throw notFound(asked.previous);
    if (earlier === 'too-long')
      throw new DomainError(
        'llm.context-exceeded',
        'The conversation that this response continues is longer than any model can read. Start a new one.',
      );
    const [request] = asked.requests;
    // The instructions of this request come first; those of earlier ones were theirs.
    const isOwnSystem = request!.messages.length > asked.input.length;
    const system = isOwnSystem ? request!.messages.slice(0, 1) : [];
    return { ...asked, requests: [{ ...request!, messages: [...system, ...earlier, ...asked.input] }] };
  }

  /** Keeps a response, unless its request said not to. @param response as its caller gets it */
  private async keep({ userId }: Principal, asked: ResponseRequest, name: string, answer: Answer, response: object) {
    if (!asked.store) return;
    const { text, thinking, toolCalls } = answer;
    const said: ChatMessage = {
      role: 'assistant',
      content: text,
      ...(thinking && { thinking }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    };
    const kept = {
      response: sanitizeJsonForPostgres(response) as Record<string, unknown>,
      messages: sanitizeJsonForPostgres([...asked.input, said]),
    };
    await this.stored.add({
      ...kept,
      id: idOf(name),
      user_id: userId,
      previous_id: asked.previous === undefined ? null : idOf(asked.previous),
      bytes: Buffer.byteLength(JSON.stringify(kept)),
      expires_at: new Date(Date.now() + KEPT_DAYS * DAY_MS),
    });
  }

  /** @throws DomainError `response.not-found`, also for somebody else's */
  async find({ userId }: Principal, name: string): Promise<StoredResponse> {
    const found = await this.stored.find(idOf(name), userId);
    if (!found) throw notFound(name);
    return found;
  }

  /** @throws DomainError `response.not-found` */
  async remove({ userId }: Principal, name: string): Promise<void> {
    if (!(await this.stored.remove(idOf(name), userId))) throw notFound(name);
  }
}

/** Names are `resp_` and the 32 digits of a UUID. */
const nameOf = (id: string): string => `resp_${id.replaceAll('-', '')}`;

function idOf(name: string): string {
  const [, a, b, c, d, e] = /^resp_(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/.exec(name) ?? [];
  const id = `${a}-${b}-${c}-${d}-${e}`;
  if (!/^[0-9a-f-]{36}$/.test(id)) throw notFound(name);
  return id;
}

const notFound = (name: string): DomainError =>
  new DomainError(
    'response.not-found',
    `There is no response ${JSON.stringify(name.slice(0, 60))} of yours. It may have been deleted, or its 30 days ` +
      'are over.',
  );
