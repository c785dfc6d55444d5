import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { hangUpSignal } from '../../../common/http/hang-up.js';
import { annotate, annotateError, namedCall } from '../../../common/http/request.js';
import { countStream } from '../../../common/http/open-streams.js';
import { writeSse } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatResponseDto } from './chat.dto.js';
import type { Run } from './run.js';
import { RunRegistry } from './run.registry.js';

/** How long a stream waits for its first event, so that an unreachable backend is still an ordinary HTTP error. */
const OPEN_GRACE_MS = 250;

/** Answers an HTTP request with a run: as an event stream, or as one JSON document at the end. */
@Injectable()
export class RunReply {
  constructor(private readonly registry: RunRegistry) {}

  /**
   * @param start starts the run, once it is known that the reply is possible
   * @returns the plain reply; `undefined` when the events were streamed.
   * @throws DomainError why the run failed, while the status can still be sent
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    principal: Principal,
    start: () => Promise<Run>,
    asked: { stream?: boolean; model?: string },
  ): Promise<ChatResponseDto | undefined> {
    const streams = asked.stream ?? request.headers.accept?.includes('text/event-stream');
    if (streams) countStream(reply);
    if (asked.model !== undefined) request.modelCall = namedCall(asked.model);
    const run = await start();
    // A person's run continues when the page is closed; a program that hangs up no longer wants its answer.
    const gone = hangUpSignal(reply);
    const beside = (run.siblings ?? []).map(({ run_id, model }) => ({ model, run: this.registry.find(run_id) }));
    const hangUp = () => {
      run.stop('disconnect');
      for (const one of beside) one.run?.stop('disconnect');
    };
    if (principal.key && gone.aborted) hangUp();
    else if (principal.key) gone.addEventListener('abort', hangUp);
    void reply.header('X-Run-Id', run.id);
    // The run may only now come to ask the model, and a retry may join one that has long begun.
    reply.raw.prependOnceListener('close', () => {
      request.modelCall = run.call;
      // The first model has the columns of the line; the others may write on, so their tokens are those so far.
      const compared = beside.map(({ model, run: other }) => ({ model, ...other?.call?.usage?.() }));
      if (compared.length > 0) annotate(request, { compared });
    });
    if (streams) {
      await run.untilOpened(OPEN_GRACE_MS);
      if (run.failure && !run.hasParts) throw run.failure;
      await this.stream(reply, run, 0);
      if (run.failure) annotateError(request, run.failure);
      return undefined;
    }
    await run.untilEnded(gone);
    return run.isEnded ? whole(run) : undefined;
  }

  /** Events after number `after`, first from the run's buffer, then live. */
  stream(reply: FastifyReply, run: Run, after: number): Promise<void> {
    return writeSse(reply, (signal) => run.subscribe(after, signal), { 'X-Run-Id': run.id });
  }
}

/** The reply of a run that has ended. @throws DomainError the reason when it failed */
function whole({ failure, subject, saved, stopped, siblings }: Run): ChatResponseDto {
  if (failure) throw failure;
  if (!saved || stopped?.why === 'deleted')
    throw new DomainError('message.not-found', 'There is no such message. It may have been deleted.');
  return {
    response: saved.content,
    thread_id: subject.threadId,
    message_id: subject.messageId,
    model: saved.model ?? '',
    ...(saved.fallback_for && { fallback_for: saved.fallback_for }),
    cached: Boolean(saved.cached_from),
    usage: saved.usage,
    timings: saved.timings,
    finish_reason: saved.finish_reason ?? 'stop',
    ...(saved.citations && { citations: saved.citations }),
    ...(saved.documents && { documents: saved.documents }),
    ...(siblings && { siblings }),
  };
}
