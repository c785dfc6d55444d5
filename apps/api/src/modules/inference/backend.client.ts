import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { inSpan, type Span } from '../../common/tracing/tracing.js';
import { ENV, type Env } from '../../config/env.js';
import { chatWithEmulation, type ChatRequest } from '../../llm/index.js';
import {
  contextWindow,
  ModelCatalog,
  ModelMeasures,
  withoutUnknownOptions,
  type Located,
  type Model,
} from '../models/index.js';
import type { Push as PushItem } from './coalescing/flights.js';
import { Answer } from './answer.js';
import { AnswerCache } from './cache/answer-cache.js';
import type { CompletionEvent } from './completion.event.js';
import { charsOf, droppable, overflow, tokensOf, withoutOldest } from './context-fit.js';
import type { Attempt } from './attempt.js';
import { HostRuns, type Places } from './host-runs.js';

/** A request to the backends that have the model. */
export interface BackendCall {
  model: Model;
  places: Places;
  request: ChatRequest;
  /** The user in the fair queue. */
  userId: string;
  /** Batch work: no person waits for it. */
  batch: boolean;
  /** Work that nobody waits for: see `Queue.acquireIdle`. */
  idle?: boolean;
  /** Cache key of the whole answer, and the digest in it; `undefined` when it must not be cached. */
  cacheAs: { key: string; digest: string } | undefined;
}

type Push = PushItem<CompletionEvent>;

/** Calls backends: waits in the queue, drops messages that do not fit into the context, measures the model's speed. */
@Injectable()
export class BackendClient {
  constructor(
    private readonly hosts: HostRuns,
    private readonly catalog: ModelCatalog,
    private readonly measures: ModelMeasures,
    private readonly cache: AnswerCache,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Pushes every event of the answer, and caches a complete one.
   * @throws DomainError what the queue and the adapters throw; the reason of the abort
   */
  async execute(call: BackendCall, ending: AbortController, push: Push): Promise<void> {
    await this.hosts.run(
      { ...call, idle: call.idle ? ending : undefined, isStreamed: true },
      ending.signal,
      (at) => void push({ type: 'queued', ...at }),
      (attempt) => this.ask(call, attempt, ending, push),
    );
  }

  /**
   * Sends as much of the conversation as fits; when the backend counts more tokens than estimated, sends it once more
   * with less. An unabridged one is sent as it is.
   */
  private async ask(call: BackendCall, located: Attempt, ending: AbortController, push: Push): Promise<void> {
    const { model } = call;
    const request = withoutUnknownOptions(located, call.request);
    const window = contextWindow(model, located.info, request.options?.num_ctx);
    const { chars_per_token } = this.measures.of(model.id);
    let dropped = window === null || request.unabridged ? 0 : overflow(request, window, chars_per_token);
    for (;;) {
      const messages = withoutOldest(request.messages, dropped);
      const answer = new Answer();
      const started = {
        type: 'started' as const,
        context_window: window,
        dropped_messages: dropped,
        estimate: { input_tokens: tokensOf({ ...request, messages }, chars_per_token), chars_per_token },
        cached_from: null,
        backend: located.backend.id,
        failed_over_from: located.failedOverFrom,
      };
      answer.add(started);
      void push(started);
      try {
        await inSpan('llm.chat', 'client', { 'llm.backend': located.backend.id, 'llm.model': model.name }, (span) =>
          this.attempt(located, { ...request, messages }, answer, ending, push, span),
        );
        this.learn(call, located, messages, answer);
        return await this.keep(call, located, answer);
      } catch (error) {
        dropped = dropMore(error, request, messages, dropped);
      }
    }
  }

  private async attempt(
    attempt: Attempt,
    request: ChatRequest,
    answer: Answer,
    ending: AbortController,
    push: Push,
    span: Span | undefined,
  ): Promise<void> {
    const { backend, info } = attempt;
    const seconds = this.env.LLM_SILENCE_SECONDS;
    // Measures from the first token on: before it the model loads and reads.
    let silenceTimer: NodeJS.Timeout | undefined;
    try {
      const chunks = chatWithEmulation(backend, { ...request, model: info.name }, attempt.signal, attempt.heard);
      for await (const chunk of chunks) {
        const isFirst = !answer.hasBegun;
        answer.add(chunk);
        if (isFirst && answer.hasBegun) {
          attempt.begin();
          span?.event('first token');
        }
        const unread = push(chunk);
        if (unread) {
          // Its readers are slow, not the model.
          clearTimeout(silenceTimer);
          silenceTimer = undefined;
          await unread;
        }
        if (answer.length > this.env.ANSWER_MAX_CHARS) return void push(cutOff(answer));
        if (chunk.type === 'loading') {
          attempt.loads();
          this.catalog.invalidate(); // The picker should show it as loaded.
        } else if (silenceTimer) silenceTimer.refresh();
        else silenceTimer = setTimeout(() => ending.abort(idleTimeout(backend.label, seconds)), seconds * 1_000);
      }
    } finally {
      clearTimeout(silenceTimer);
    }
    span?.set({ 'llm.input_tokens': answer.usage.input_tokens, 'llm.output_tokens': answer.usage.output_tokens });
  }

  /** Records the model's speed, its load time, and its characters per token. */
  private learn(
    { model, request }: BackendCall,
    located: Located,
    messages: ChatRequest['messages'],
    answer: Answer,
  ): void {
    const { tokensPerSecond, timings, usage } = answer;
    if (located.info.context_window === null) this.catalog.invalidate(); // Once loaded, its context is known.
    if (tokensPerSecond !== null) this.measures.learnSpeed(model.id, tokensPerSecond);
    if (timings.load_ms) this.measures.learnLoad(model.id, timings.load_ms);
    const isPlain = !request.text && !request.tools?.length && !messages.some(({ images }) => images?.length);
    if (!usage.estimated && isPlain) this.measures.learnLength(model.id, charsOf({ messages }), usage.input_tokens);
  }

  /**
   * Only complete text answers are cached, of the weights that the key names. Ollama ends with "stop" after tool calls
   * too, but a tool call must not be replayed.
   */
  private async keep({ cacheAs }: BackendCall, { info }: Located, answer: Answer): Promise<void> {
    if (cacheAs?.digest !== info.digest || answer.finishReason !== 'stop' || answer.droppedMessages > 0) return;
    // What a later request continues from has to come from the backend itself.
    if (answer.text === '' || answer.toolCalls.length > 0 || answer.context) return;
    await this.cache.set(cacheAs.key, {
      text: answer.text,
      thinking: answer.thinking,
      usage: answer.usage,
      stop_sequence: answer.stopSequence,
      ms: answer.timings.total_ms,
      made_at: new Date().toISOString(),
    });
  }
}

/**
 * How many messages to leave out after the backend rejected the request as too long.
 * @throws the error, when it had another cause
 */
function dropMore(error: unknown, request: ChatRequest, asked: ChatRequest['messages'], dropped: number): number {
  const most = request.unabridged ? 0 : droppable(request.messages);
  if (!(error instanceof DomainError) || error.code !== 'llm.context-exceeded' || dropped >= most) throw error;
  const { prompt_tokens: tokens, context_tokens: context } = (error.members ?? {}) as {
    prompt_tokens?: number;
    context_tokens?: number;
  };
  const counted =
    tokens && context
      ? overflow(request, context, charsOf({ messages: asked }) / tokens)
      : dropped + Math.ceil((most - dropped) / 2);
  return Math.min(most, Math.max(dropped + 1, counted));
}

/** The end of an answer that became too long. */
function cutOff(answer: Answer): CompletionEvent {
  const done = { type: 'done' as const, finish_reason: 'length' as const, usage: answer.usage, timings: {} };
  answer.add(done);
  return done;
}

const idleTimeout = (label: string, seconds: number): DomainError =>
  new DomainError(
    'llm.failed',
    `${label} said nothing for ${seconds} seconds in the middle of the answer, so it was given up. Ask again; if ` +
      'that happens often, tell the administrator.',
  );
