import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/principal.js';
import { PrincipalService } from '../../auth/index.js';
import { LogService, type LogFilter } from '../../logging/index.js';

const LOOK_MS = 2_000;
/** Reasons that end a tail under way; a database that is away for a moment is none. */
const LOST: ReadonlySet<string> = new Set(['auth.invalid-token', 'auth.forbidden', 'auth.account-inactive']);

/** The live tail: lines as they are written, for as long as the reader is an admin. */
@Injectable()
export class LogStream {
  constructor(
    private readonly log: LogService,
    private readonly principals: PrincipalService,
  ) {}

  async send(request: FastifyRequest, reply: FastifyReply, principal: Principal, filter: LogFilter): Promise<void> {
    const ended = new AbortController();
    const timer = setInterval(() => void this.look(principal).catch((error: unknown) => error instanceof DomainError && LOST.has(error.code) && ended.abort(error)), LOOK_MS);
    try {
      await writeSse(reply, (gone) => this.events(filter, ended.signal, gone, request.id), {});
    } finally {
      clearInterval(timer);
    }
  }

  private async look(principal: Principal): Promise<void> {
    const { role } = await this.principals.again(principal);
    if (role !== 'admin') throw new DomainError('auth.forbidden', 'The account is no longer an administrator.');
  }

  private async *events(filter: LogFilter, ended: AbortSignal, gone: AbortSignal, requestId: string): AsyncGenerator<SseEvent[]> {
    let id = 0;
    for await (const { logs, dropped } of this.log.follow(filter, AbortSignal.any([ended, gone]))) {
      const events = logs.map((data) => ({ id: ++id, event: 'log', data }) as SseEvent);
      if (dropped > 0) events.push({ id: ++id, event: 'dropped', data: { count: dropped } });
      yield events;
    }
    if (ended.aborted) yield [{ id: ++id, event: 'error', data: toProblem(toDomainError(ended.reason), requestId) }];
  }
}
