import type { BackendFinish, ToolCall, Usage } from '../../llm/index.js';
import type { CompletionEvent } from './completion.event.js';

/** Milliseconds. `queue_ms`: waiting in the queue; `ttft_ms`: from the start at the backend to the first token. */
export interface Timings {
  queue_ms: number;
  load_ms: number | null;
  ttft_ms: number | null;
  total_ms: number;
  tokens_per_second: number | null;
}

/** The accumulator of an answer: the sum of its events so far. No other code assembles an answer. */
export class Answer {
  text = '';
  thinking = '';
  readonly toolCalls: ToolCall[] = [];
  usage: Usage = { input_tokens: 0, output_tokens: 0 };
  finishReason: BackendFinish = 'stop';
  /** When the cached answer was made; `null` when it did not come from the cache. */
  cachedFrom: Date | null = null;
  contextWindow: number | null = null;
  droppedMessages = 0;
  private queueMs = 0;
  private loadMs: number | null = null;
  private evalMs: number | null = null;
  private startedAt: number | null = null;
  private firstTokenAt: number | null = null;
  private readonly askedAt = Date.now();

  add(event: CompletionEvent): void {
    switch (event.type) {
      case 'text':
        this.firstTokenAt ??= Date.now();
        this.text += event.text;
        break;
      case 'thinking':
        this.firstTokenAt ??= Date.now();
        this.thinking += event.text;
        break;
      case 'tool_calls':
        this.toolCalls.push(...event.calls);
        break;
      case 'started':
        this.startedAt = Date.now();
        this.queueMs = this.startedAt - this.askedAt;
        this.cachedFrom = event.cached_from;
        this.contextWindow = event.context_window;
        this.droppedMessages = event.dropped_messages;
        break;
      case 'done':
        this.usage = event.usage;
        this.finishReason = event.finish_reason;
        this.loadMs = event.timings.load_ms ?? null;
        this.evalMs = event.timings.eval_ms ?? null;
        break;
      case 'queued':
      case 'loading':
        break;
    }
  }

  /** Whether any text has arrived. */
  get hasBegun(): boolean {
    return this.firstTokenAt !== null;
  }

  /** Tokens and the milliseconds they took: the backend's own measure if it reported one, otherwise ours. */
  get speed(): { tokens: number; ms: number } | null {
    const ms = this.evalMs ?? (this.firstTokenAt === null ? null : Date.now() - this.firstTokenAt);
    const tokens = this.usage.output_tokens;
    return !ms || tokens < 2 ? null : { tokens, ms };
  }

  get tokensPerSecond(): number | null {
    const { speed } = this;
    return speed && Math.round((speed.tokens / speed.ms) * 10_000) / 10;
  }

  get timings(): Timings {
    return {
      queue_ms: this.queueMs,
      load_ms: this.loadMs === null ? null : Math.round(this.loadMs),
      ttft_ms: this.firstTokenAt === null || this.startedAt === null ? null : this.firstTokenAt - this.startedAt,
      total_ms: Date.now() - this.askedAt,
      tokens_per_second: this.tokensPerSecond,
    };
  }
}
