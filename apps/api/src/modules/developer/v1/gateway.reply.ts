import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { toOpenAiError } from '../../../common/errors/openai-error.js';
import { newId } from '../../../common/http/ids.js';
import { writeFrames } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/principal.js';
import type { ChatChunk } from '../../../llm/index.js';
import { GatewayService } from './gateway.service.js';
import { CompletionStream, DONE_LINE, wholeCompletion, type ReplyHead } from './openai-reply.js';
import type { CompletionRequest } from './openai-request.js';

/** How long a stream waits for its first part, so that what fails at once fails with its HTTP status. */
const OPEN_GRACE_MS = 2_000;

/** Answers a request of `/v1`: whole, or as OpenAI's events. A caller who hangs up ends the answer. */
@Injectable()
export class GatewayReply {
  constructor(private readonly gateway: GatewayService) {}

  async send(request: FastifyRequest, reply: FastifyReply, caller: Principal, { request: asked, model: name, stream, includeUsage }: CompletionRequest, kind: 'chat' | 'text', control = ''): Promise<object | undefined> {
    const model = await this.gateway.choose(caller, name);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(new DomainError('request.aborted', 'The caller hung up before the answer was complete.')));
    const fresh = /no-cache|no-store/i.test(control);
    const chunks = this.gateway.answer(caller, model, asked, { use: !fresh, keep: !/no-store/i.test(control) }, gone.signal);
    const head: ReplyHead = { id: `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${newId()}`, created: Math.floor(Date.now() / 1000), model: model.name };
    if (!stream) return wholeCompletion(head, kind, chunks);
    const first = chunks.next();
    // Rejections before the stream opens are thrown here; later ones are told in the stream.
    first.catch(() => undefined);
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, OPEN_GRACE_MS).unref())]);
    await writeFrames(reply, () => frames(new CompletionStream(head, kind, includeUsage), first, chunks, request.id));
    return undefined;
  }
}

async function* frames(out: CompletionStream, first: Promise<IteratorResult<ChatChunk>>, rest: AsyncGenerator<ChatChunk>, requestId: string): AsyncGenerator<string> {
  yield out.opening();
  try {
    const begun = await first;
    if (!begun.done) yield out.frames(begun.value);
    for await (const chunk of rest) yield out.frames(chunk);
  } catch (thrown) {
    const { body } = toOpenAiError(toDomainError(thrown));
    yield `data: ${JSON.stringify({ error: { ...body.error, request_id: requestId } })}\n\n${DONE_LINE}`;
  } finally {
    await rest.return(undefined);
  }
}
