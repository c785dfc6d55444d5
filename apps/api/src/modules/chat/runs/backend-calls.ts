import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { inSpan, type Span } from '../../../common/tracing/tracing.js';
import { ENV, type Env } from '../../../config/env.js';
import type { ChatRequest, Place } from '../../../llm/index.js';
import { contextWindow, ModelCatalog, ModelMeasures, type Located, type Model } from '../../models/index.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { Fly, FlightStep } from '../cache/flights.js';
import { Answer } from './answer.js';
import { BackendQueue } from './backend-queue.js';
import { charsOf, droppable, overflow, withoutOldest } from './context-fit.js';

/** A question to a backend. */
export interface Call {
  model: Model;
  located: Located;
  request: ChatRequest;
  /** In whose name it stands in the queue. */
  userId: string;
  /** Not waited for by a person. */
  batch: boolean;
  /** Keeps the whole answer for the next one who asks; absent where nothing may be kept. */
  remember?: (answer: CachedAnswer) => Promise<void>;
}

/** Asks backends: waits for a place, leaves out what does not fit into the context, learns how fast the model is. */
@Injectable()
export class BackendCalls {
  constructor(
    private readonly queue: BackendQueue,
    private readonly catalog: ModelCatalog,
    private readonly measures: ModelMeasures,
    @Inject(ENV) private readonly env: Env,
  ) {}

  fly(call: Call): Fly {
    return async (signal, tell) => {
      let place: Place | undefined;
      try {
        place = await inSpan(
          'llm.queue',
          'internal',
          { 'llm.backend': call.located.backend.id, 'llm.batch': call.batch },
          () => this.place(call, signal, tell),
        );
        await this.ask(call, signal, tell);
      } catch (error) {
        // What was known of the backend is wrong: the next question, and the health page, ask it again.
        if (error instanceof DomainError && (error.code === 'model.not-pulled' || error.code === 'llm.unavailable'))
          this.catalog.forget();
        throw error;
      } finally {
        place?.release();
      }
    };
  }

  private async place(
    { located, userId, batch }: Call,
    signal: AbortSignal,
    tell: (step: FlightStep) => void,
  ): Promise<Place> {
    const entering = this.queue.enter(located.backend.id, { userId, batch }, signal);
    for (;;) {
      const step = await entering.next();
      if (step.done) return step.value;
      tell({ type: 'queued', position: step.value });
    }
  }

  /** Asks with as much of the conversation as fits; when the backend counts more tokens than was thought, once more with less. */
  private async ask(call: Call, signal: AbortSignal, tell: (step: FlightStep) => void): Promise<void> {
    const { model, located, request } = call;
    const window = contextWindow(model, located.info, request.options?.num_ctx);
    const most = droppable(request.messages);
    let dropped = window === null ? 0 : overflow(request, window, this.measures.of(model.id).chars_per_token);
    for (;;) {
      tell({ type: 'started', window, dropped });
      const messages = withoutOldest(request.messages, dropped);
      try {
        return await inSpan(
          'llm.chat',
          'client',
          { 'llm.backend': located.backend.id, 'llm.model': model.name },
          (span) => this.attempt({ ...call, request: { ...request, messages } }, signal, tell, span),
        );
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'llm.context-exceeded' || dropped >= most) throw error;
        const { prompt_tokens: tokens, context_tokens: context } = (error.members ?? {}) as {
          prompt_tokens?: number;
          context_tokens?: number;
        };
        const counted =
          tokens && context
            ? overflow(request, context, charsOf(messages) / tokens)
            : dropped + Math.ceil((most - dropped) / 2);
        dropped = Math.min(most, Math.max(dropped + 1, counted));
      }
    }
  }

  private async attempt(
    { model, located, request, remember }: Call,
    signal: AbortSignal,
    tell: (step: FlightStep) => void,
    span: Span | undefined,
  ): Promise<void> {
    const answer = new Answer();
    answer.start();
    const hush = new AbortController();
    const seconds = this.env.LLM_SILENCE_SECONDS;
    // Runs from the first word on: until then the model is loaded, and reads.
    let patience: NodeJS.Timeout | undefined;
    let speaks = false;
    try {
      for await (const chunk of located.backend.chat(
        { ...request, model: located.info.name },
        AbortSignal.any([signal, hush.signal]),
      )) {
        answer.take(chunk);
        if (!speaks && (speaks = chunk.type === 'text' || chunk.type === 'thinking')) span?.event('first token');
        tell({ type: 'chunk', chunk });
        if (chunk.type === 'loading')
          this.catalog.forget(); // So that the picker shows it as loaded.
        else
          patience =
            patience?.refresh() ??
            setTimeout(() => hush.abort(fellSilent(located.backend.label, seconds)), seconds * 1_000);
      }
    } finally {
      clearTimeout(patience);
    }
    if (located.info.context_window === null) this.catalog.forget(); // Now that it is in memory the backend can tell.
    const { tokensPerSecond, timings, usage } = answer;
    span?.set({ 'llm.input_tokens': usage.input_tokens, 'llm.output_tokens': usage.output_tokens });
    if (tokensPerSecond !== null) this.measures.learnSpeed(model.id, tokensPerSecond);
    if (timings.load_ms) this.measures.learnLoad(model.id, timings.load_ms);
    if (!request.messages.some(({ images }) => images?.length))
      this.measures.learnLength(model.id, charsOf(request.messages), usage.input_tokens);
    // Ollama ends with "stop" after tool calls too, but then there is no whole answer to give again.
    if (answer.finish === 'stop' && answer.text !== '')
      await remember?.({
        text: answer.text,
        thinking: answer.thinking,
        usage,
        ms: timings.total_ms,
        made_at: new Date().toISOString(),
      });
  }
}

const fellSilent = (label: string, seconds: number): DomainError =>
  new DomainError(
    'llm.failed',
    `${label} said nothing for ${seconds} seconds in the middle of the answer, so it was given up. Ask again; if that happens often, look into its log.`,
  );
