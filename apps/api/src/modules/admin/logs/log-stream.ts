import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalWatch } from '../../auth/index.js';
import { LogService, type LogFilter } from '../../logging/index.js';

/** The live tail: lines as they are written, while the reader is an admin. */
@Injectable()
export class LogStream {
  constructor(
    private readonly log: LogService,
    private readonly watch: PrincipalWatch,
  ) {}

  async send(request: FastifyRequest, reply: FastifyReply, principal: Principal, filter: LogFilter): Promise<void> {
    const { signal, stop } = this.watch.watchAdminRole(principal);
    try {
      await writeSse(reply, (gone) => this.events(filter, signal, gone, request.id), {});
    } finally {
      stop();
    }
  }

  private async *events(
    filter: LogFilter,
    ended: AbortSignal,
    gone: AbortSignal,
    requestId: string,
  ): AsyncGenerator<SseEvent[]> {
    let id = 0;
    for await (const { logs, dropped } of this.log.follow(filter, AbortSignal.any([ended, gone]))) {
      const events = logs.map((data) => ({ id: ++id, event: 'log', data }) as SseEvent);
      if (dropped > 0) events.push({ id: ++id, event: 'dropped', data: { count: dropped } });
      yield events;
    }
    if (ended.aborted) yield [{ id: ++id, event: 'error', data: toProblem(toDomainError(ended.reason), requestId) }];
  }
}
