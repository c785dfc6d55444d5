import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { annotateError } from '../../../common/http/request.js';
import { hangUpSignal } from '../../../common/http/hang-up.js';
import { writeFrames } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import type { CompletionEvent } from '../../inference/index.js';
import type { AnswerHead, GatewayFormat, GatewayRequest } from './gateway.format.js';
import { GatewayService } from './gateway.service.js';

/** How long a stream waits for its first part, so that an immediate failure still gets its HTTP status. */
const OPEN_GRACE_MS = 2_000;

/** Answers a program in its own API: whole, or as a stream. A caller who hangs up ends the answer. */
@Injectable()
export class GatewayReply {
  constructor(private readonly gateway: GatewayService) {}

  /**
   * @returns the whole answer; `undefined` when it was streamed.
   * @throws DomainError while the status can still be sent
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Principal,
    { request: asked, model: name, stream }: GatewayRequest,
    formatOf: (head: AnswerHead) => GatewayFormat,
  ): Promise<object | undefined> {
    const ended = this.gateway.enter(caller, reply);
    const model = await this.gateway.choose(caller, name);
    const gone = hangUpSignal(reply);
    gone.throwIfAborted();
    const watch = this.gateway.watch(caller, model);
    reply.raw.once('close', watch.stop);
    const format = formatOf({ model: model.name, askedAt: Date.now(), beganAt: performance.now() });
    const completion = this.gateway.answer(
      caller,
      model,
      asked,
      cacheOf(request.headers['cache-control']),
      AbortSignal.any([gone, ended, watch.signal]),
    );
    if (!stream) return format.whole(await completion.whole());
    const events = completion[Symbol.asyncIterator]();
    const first = firstPart(events);
    // Failures before the stream opens are thrown here; later ones go into the stream.
    first.catch(() => undefined);
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, OPEN_GRACE_MS).unref())]);
    await writeFrames(reply, () => frames(format, first, events, request), { 'Content-Type': format.contentType });
    return undefined;
  }
}

/** HTTP's cache directives: `no-cache` skips the cache, `no-store` stores nothing. */
function cacheOf(control = ''): { use: boolean; keep: boolean } {
  const unkept = /no-store/i.test(control);
  return { use: !unkept && !/no-cache/i.test(control), keep: !unkept };
}

/**
 * Waits for the first part of the answer. Queue positions and the start do not count: a failure after them still has an
 * HTTP status.
 */
async function firstPart(events: AsyncIterator<CompletionEvent>): Promise<IteratorResult<CompletionEvent>> {
  for (;;) {
    const step = await events.next();
    if (step.done || (step.value.type !== 'queued' && step.value.type !== 'started')) return step;
  }
}

async function* frames(
  format: GatewayFormat,
  first: Promise<IteratorResult<CompletionEvent>>,
  rest: AsyncIterator<CompletionEvent>,
  request: FastifyRequest,
): AsyncGenerator<string> {
  try {
    yield format.opening();
    for (let step = await first; !step.done; step = await rest.next()) yield format.frames(step.value);
  } catch (thrown) {
    const error = toDomainError(thrown);
    annotateError(request, error);
    yield format.failure(error, request.id);
  } finally {
    await rest.return?.();
  }
}
