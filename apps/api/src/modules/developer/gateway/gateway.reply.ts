import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { annotateError, namedCall } from '../../../common/http/request.js';
import { writeFrames } from '../../../common/http/sse.js';
import type { Principal } from '../../../common/access/principal.js';
import type { Usage } from '../../../llm/index.js';
import { parametersOf, type Answer, type Completion, type CompletionEvent } from '../../inference/index.js';
import { sumOf, type GatewayCall, type GatewayFormat } from './gateway.format.js';
import { GatewayService, type CallSite } from './gateway.service.js';

/** How long a stream waits for its first part, so that an immediate failure still gets its HTTP status. */
const OPEN_GRACE_MS = 2_000;

/** A call whose answers have not begun. */
interface OpenCall {
  completions: Completion[];
  format: GatewayFormat;
  /** Fields of the request that have no effect. */
  ignored: string[];
  usage: () => Usage;
}

/** Answers a program in its own API: whole, or as a stream. A caller who hangs up ends the answer. */
@Injectable()
export class GatewayReply {
  constructor(private readonly gateway: GatewayService) {}

  /**
   * @returns the whole reply; `undefined` when it was streamed.
   * @throws DomainError while the status can still be sent
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Principal,
    call: GatewayCall,
  ): Promise<object | undefined> {
    const open = await this.open(caller, call, this.siteOf(caller, reply));
    nameIgnored(reply, open.ignored);
    if (!call.asked.stream) {
      const whole = await finish(open, call);
      nameFallback(reply, open.completions);
      return whole;
    }
    const { completions, format, usage } = open;
    const answers = completions.map((completion) => completion[Symbol.asyncIterator]());
    const first = firstPart(answers[0]!);
    // Failures before the stream opens are thrown here; later ones go into the stream.
    first.catch(() => undefined);
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, OPEN_GRACE_MS).unref())]);
    nameFallback(reply, completions);
    const closing = async () => {
      const end = format.closing(usage());
      const all = completions.map(({ answer }) => answer);
      await call.keep?.(all, format.last ?? {});
      return end;
    };
    const promptTokens = () => completions.reduce((sum, { answer }) => sum + answer.promptTokens, 0);
    await writeFrames(reply, () => frames(format, promptTokens, first, answers, closing, request), {
      'Content-Type': format.contentType,
    });
    return undefined;
  }

  /**
   * The whole reply of a call that nobody waits for at a connection; whether it asks for a stream does not matter.
   * @throws DomainError, or the reason of the abort
   */
  async whole(caller: Principal, call: GatewayCall, site: CallSite): Promise<object> {
    return finish(await this.open(caller, call, site), call);
  }

  /** @throws DomainError `server.stopping` */
  siteOf(caller: Principal, reply: FastifyReply): CallSite {
    const { request } = reply;
    return {
      ending: this.gateway.enter(caller, reply),
      cache: cacheOf(request.headers['cache-control']),
      onCall: (call) => (request.modelCall = call),
      atEnd: (work) => reply.raw.once('close', work),
    };
  }

  private async open(caller: Principal, { asked, formatOf }: GatewayCall, site: CallSite): Promise<OpenCall> {
    site.onCall(namedCall(asked.model));
    const model = await this.gateway.choose(caller, asked.model);
    site.onCall({ model: model.name });
    site.ending.signal.throwIfAborted();
    const completions: Completion[] = [];
    const answering = () => completions.flatMap(({ answer }) => answer.answeredBy ?? []);
    site.atEnd(this.gateway.watch(caller, model, answering, site.ending));
    const { chosen, requests, ignored } = await this.gateway.prepareAny(caller, model, asked);
    for (const [i, one] of requests.entries()) {
      // Another answer to the same question has to be another one.
      const isAgain = i > 0 && asked.requests[i] === asked.requests[i - 1];
      const its = isAgain ? { ...site, cache: NO_CACHE } : site;
      const own = { ...asked, requests: [asked.requests[i]!] };
      completions.push(this.gateway.answer(caller, chosen, one, own, its));
    }
    const { answer } = completions[0]!;
    const format = formatOf({
      // Whoever answers instead is known before its first part.
      get model() {
        return answer.answeredBy ?? asked.model;
      },
      askedAt: Date.now(),
      beganAt: performance.now(),
    });
    const usage = () => sumOf(completions.map((one) => one.answer.usage));
    const served = () => answer.served;
    site.onCall({ model: model.name, parameters: parametersOf(requests[0]!), usage, served });
    return { completions, format, ignored, usage };
  }
}

async function finish({ completions, format }: OpenCall, { keep }: GatewayCall): Promise<object> {
  const made: Answer[] = [];
  for (const completion of completions) made.push(await completion.whole());
  const whole = format.whole(made);
  await keep?.(made, whole);
  return whole;
}

/** Fields in the header. */
const MAX_NAMED = 50;

const NO_CACHE = { use: false, keep: false };

/** HTTP's cache directives: `no-cache` skips the cache, `no-store` stores nothing. */
function cacheOf(control = ''): { use: boolean; keep: boolean } {
  const unkept = /no-store/i.test(control);
  return { use: !unkept && !/no-cache/i.test(control), keep: !unkept };
}

/** Names the fields that have no effect, in a header; a caller's own ones may contain anything. */
export function nameIgnored(reply: FastifyReply, fields: string[]): void {
  const names = fields.filter((name) => /^[\w.-]{1,64}(\[\])?$/.test(name)).slice(0, MAX_NAMED);
  if (names.length > 0) void reply.header('X-Pocket-Ignored', names.join(', '));
}

/** Says which weights made vectors: those of others cannot be compared with them. */
export function nameWeights(reply: FastifyReply, { digest }: { digest: string }): void {
  if (digest) void reply.header('X-Pocket-Model-Digest', digest);
}

/** Says that another model answered than the one that was asked for, as far as that is known before the reply. */
function nameFallback(reply: FastifyReply, completions: Completion[]): void {
  const asked = completions.map(({ answer }) => answer.fallbackFor).find(Boolean);
  // A header takes no other letters.
  if (asked) void reply.header('X-Pocket-Fallback', encodeURI(asked));
}

type Batch = IteratorResult<CompletionEvent[], unknown>;

/** Queue positions and the start are no parts: a failure after them still has an HTTP status. */
const isPart = ({ type }: CompletionEvent): boolean => type !== 'queued' && type !== 'started';

/** Waits for the first part of an answer. */
async function firstPart(batches: AsyncIterator<CompletionEvent[]>): Promise<Batch> {
  for (;;) {
    const step = await batches.next();
    if (step.done || step.value.some(isPart)) return step;
  }
}

/** The frames of all answers, one answer after another. */
async function* frames(
  format: GatewayFormat,
  promptTokens: () => number,
  first: Promise<Batch>,
  answers: AsyncIterator<CompletionEvent[]>[],
  closing: () => Promise<string>,
  request: FastifyRequest,
): AsyncGenerator<string> {
  try {
    yield format.opening(promptTokens());
    for (const [index, batches] of answers.entries())
      for (let step = await (index === 0 ? first : batches.next()); !step.done; step = await batches.next()) {
        let text = '';
        for (const event of step.value as CompletionEvent[]) text += format.frames(event, index);
        if (text) yield text;
      }
    yield await closing();
  } catch (thrown) {
    const error = toDomainError(thrown);
    annotateError(request, error);
    yield format.failure(error, request.id);
  } finally {
    // Those that have not begun end without ever having asked.
    for (const batches of answers) await batches.return?.();
  }
}
