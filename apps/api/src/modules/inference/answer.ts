import type { BackendFinish, BackendTimings, ToolCall, Usage } from '../../llm/index.js';
import type { ServedBy } from '../../common/http/request.js';
import { USUAL_CHARS_PER_TOKEN } from '../models/index.js';
import type { CompletionEvent, Started } from './completion.event.js';

/** Whole milliseconds of a clock that never jumps, unlike the time of day. */
const now = (): number => Math.round(performance.now());

/**
 * Milliseconds. `queue_ms`: waiting in the queue; `ttft_ms`: from the start at the backend to the first token;
 * `thinking_ms`: from the first thought to the first word of the answer. Answers of older versions have none.
 */
export interface Timings {
  queue_ms: number;
  load_ms: number | null;
  ttft_ms: number | null;
  thinking_ms?: number | null;
  total_ms: number;
  tokens_per_second: number | null;
}

/** The accumulator of an answer: the sum of its events so far. No other code assembles an answer. */
export class Answer {
  text = '';
  thinking = '';
  readonly toolCalls: ToolCall[] = [];
  finishReason: BackendFinish = 'stop';
  /** Which of the request's `stop` texts ended it, where that was asked. */
  stopSequence: string | undefined;
  /** Tokens of the conversation, where the backend returned them. */
  context: number[] | undefined;
  /** When the cached answer was made; `null` when it did not come from the cache. */
  cachedFrom: Date | null = null;
  contextWindow: number | null = null;
  droppedMessages = 0;
  /** Id of the backend that answers; `null` before it does, and for a cached answer. */
  backend: string | null = null;
  failedOverFrom: readonly string[] = [];
  /** The model that answers in the place of the one that was asked for; `undefined` when that one answers itself. */
  answeredBy: string | undefined;
  /** That one. */
  fallbackFor: string | undefined;
  /** What the backend counted, once it is done. */
  private counted: Usage = { input_tokens: 0, output_tokens: 0 };
  private estimate: Started['estimate'] = { input_tokens: 0, chars_per_token: USUAL_CHARS_PER_TOKEN };
  private toolChars = 0;
  private queueMs = 0;
  /** As the backend measured them. */
  backendTimings: BackendTimings = {};
  private startedAt: number | null = null;
  private firstTokenAt: number | null = null;
  private thoughtAt: number | null = null;
  private thoughtUntil: number | null = null;
  private readonly askedAt = now();

  add(event: CompletionEvent): void {
    switch (event.type) {
      case 'text':
        this.firstTokenAt ??= now();
        this.endThought();
        this.text += event.text;
        break;
      case 'thinking':
        this.firstTokenAt ??= now();
        this.thoughtAt ??= now();
        this.thinking += event.text;
        break;
      case 'text_was_thinking':
        this.thoughtAt ??= this.firstTokenAt ?? now();
        this.thoughtUntil = now();
        this.thinking += this.text.trimEnd();
        this.text = '';
        break;
      case 'tool_calls':
        this.firstTokenAt ??= now();
        this.endThought();
        this.toolCalls.push(...event.calls);
        for (const { name, arguments: args } of event.calls)
          this.toolChars += name.length + JSON.stringify(args).length;
        break;
      case 'started':
        this.startedAt = now();
        this.queueMs = this.startedAt - this.askedAt;
        this.cachedFrom = event.cached_from;
        this.contextWindow = event.context_window;
        this.droppedMessages = event.dropped_messages;
        this.estimate = event.estimate;
        this.backend = event.backend;
        this.failedOverFrom = event.failed_over_from;
        break;
      case 'done':
        this.counted = event.usage;
        this.finishReason = event.finish_reason;
        this.stopSequence = event.stop_sequence;
        this.context = event.context;
        this.backendTimings = event.timings;
        break;
      case 'queued':
      case 'loading':
        break;
    }
  }

  private endThought(): void {
    if (this.thoughtAt !== null) this.thoughtUntil ??= now();
  }

  /** Characters so far. */
  get length(): number {
    return this.text.length + this.thinking.length + this.toolChars;
  }

  /** Where it was made, for the log. */
  get served(): ServedBy | undefined {
    if (this.backend === null) return undefined;
    return {
      backend: this.backend,
      ...(this.failedOverFrom.length > 0 && { failed_over_from: this.failedOverFrom }),
      ...(this.answeredBy && { answered_by: this.answeredBy }),
    };
  }

  /** Whether anything has arrived. */
  get hasBegun(): boolean {
    return this.firstTokenAt !== null;
  }

  /** Tokens of the prompt as far as they are known: counted, or estimated once a backend works on it; else 0. */
  get promptTokens(): number {
    return this.counted.input_tokens || this.estimate.input_tokens;
  }

  /**
   * Tokens of the prompt and of what has arrived of the answer. Estimated where the backend has not counted them, so
   * that an answer that was stopped, dropped or broken off is charged for what was delivered.
   */
  get usage(): Usage {
    const { input_tokens, output_tokens } = this.counted;
    const isWorkedOn = this.hasBegun || this.stopSequence !== undefined;
    if (!isWorkedOn || (input_tokens > 0 && output_tokens > 0)) return this.counted;
    return {
      input_tokens: input_tokens || this.estimate.input_tokens,
      output_tokens: output_tokens || Math.ceil(this.length / this.estimate.chars_per_token),
      estimated: true,
    };
  }

  /** Tokens and the milliseconds they took: the backend's own measure if it reported one, otherwise ours. */
  get speed(): { tokens: number; ms: number } | null {
    const ms = this.backendTimings.eval_ms ?? (this.firstTokenAt === null ? null : now() - this.firstTokenAt);
    const tokens = this.counted.output_tokens;
    return !ms || tokens < 2 ? null : { tokens, ms };
  }

  get tokensPerSecond(): number | null {
    const { speed } = this;
    return speed && Math.round((speed.tokens / speed.ms) * 10_000) / 10;
  }

  get timings(): Timings {
    const { load_ms } = this.backendTimings;
    return {
      queue_ms: this.queueMs,
      load_ms: load_ms === undefined ? null : Math.round(load_ms),
      ttft_ms: this.firstTokenAt === null || this.startedAt === null ? null : this.firstTokenAt - this.startedAt,
      // From the cache they come at once, which says nothing about the model.
      thinking_ms: this.thoughtAt === null || this.cachedFrom ? null : (this.thoughtUntil ?? now()) - this.thoughtAt,
      total_ms: now() - this.askedAt,
      tokens_per_second: this.tokensPerSecond,
    };
  }
}
