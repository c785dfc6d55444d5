import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { writeFrames } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatChunk } from '../../../llm/index.js';
import type { AnswerHead, GatewayFormat, GatewayRequest } from './gateway.format.js';
import { GatewayService } from './gateway.service.js';

/** How long a stream waits for its first part, so that what fails at once fails with its HTTP status. */
const OPEN_GRACE_MS = 2_000;

/** Answers a program in its own API: whole, or as a stream. A caller who hangs up ends the answer. */
@Injectable()
export class GatewayReply {
  constructor(private readonly gateway: GatewayService) {}

  /** @returns the whole answer; `undefined` when it was streamed. @throws DomainError while the status can still be sent */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Principal,
    { request: asked, model: name, stream }: GatewayRequest,
    formatOf: (head: AnswerHead) => GatewayFormat,
  ): Promise<object | undefined> {
    const model = await this.gateway.choose(caller, name);
    const gone = new AbortController();
    reply.raw.once('close', () =>
      gone.abort(new DomainError('request.aborted', 'The caller hung up before the answer was complete.')),
    );
    const watch = this.gateway.watch(caller, model);
    watch.signal.addEventListener('abort', () => gone.abort(watch.signal.reason));
    reply.raw.once('close', watch.stop);
    const format = formatOf({ model: model.name, askedAt: Date.now() });
    const chunks = this.gateway.answer(caller, model, asked, cacheOf(request.headers['cache-control']), gone.signal);
    if (!stream) return format.whole(chunks);
    const first = chunks.next();
    // What is rejected before the stream opens is thrown here; what comes later is told in the stream.
    first.catch(() => undefined);
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, OPEN_GRACE_MS).unref())]);
    await writeFrames(reply, () => frames(format, first, chunks, request.id), { 'Content-Type': format.contentType });
    return undefined;
  }
}

/** HTTP's own words: `no-cache` asks afresh, `no-store` leaves nothing behind. */
function cacheOf(control = ''): { use: boolean; keep: boolean } {
  const unkept = /no-store/i.test(control);
  return { use: !unkept && !/no-cache/i.test(control), keep: !unkept };
}

async function* frames(
  format: GatewayFormat,
  first: Promise<IteratorResult<ChatChunk>>,
  rest: AsyncGenerator<ChatChunk>,
  requestId: string,
): AsyncGenerator<string> {
  yield format.opening();
  try {
    const begun = await first;
    if (!begun.done) yield format.frames(begun.value);
    for await (const chunk of rest) yield format.frames(chunk);
  } catch (thrown) {
    yield format.failure(toDomainError(thrown), requestId);
  } finally {
    await rest.return(undefined);
  }
}
