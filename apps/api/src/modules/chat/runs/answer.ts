import type { ChatChunk, Usage } from '../../../llm/index.js';
import type { ChatMessage, FinishReason, Timings } from '../threads/message.entity.js';

/** What is known of an answer while it is being made; pure bookkeeping, no side effects. */
export class Answer {
  text: string;
  thinking: string;
  usage: Usage;
  finish: FinishReason = 'stop';
  /** Something changed since the last save. */
  unsaved = false;
  private queueMs = 0;
  private loadMs: number | null = null;
  private evalMs: number | null = null;
  private startedAt: number | null = null;
  private firstTokenAt: number | null = null;

  /** Tokens of an answer that goes on; they do not count for its speed. */
  private readonly tokensBefore: number;
  private readonly askedAt = Date.now();

  /** @param goesOn the answer that is continued */
  constructor(goesOn?: Pick<ChatMessage, 'content' | 'thinking' | 'usage'>) {
    this.text = goesOn?.content ?? '';
    this.thinking = goesOn?.thinking ?? '';
    this.tokensBefore = goesOn?.usage?.output_tokens ?? 0;
    this.usage = { input_tokens: 0, output_tokens: this.tokensBefore };
  }

  /** The backend begins to work on it. */
  start(): void {
    this.startedAt = Date.now();
    this.queueMs = this.startedAt - this.askedAt;
  }

  take(chunk: ChatChunk): void {
    if (chunk.type === 'text' || chunk.type === 'thinking') {
      this.firstTokenAt ??= Date.now();
      if (chunk.type === 'text') this.text += chunk.text;
      else this.thinking += chunk.text;
      this.unsaved = true;
    } else if (chunk.type === 'done') {
      this.usage = { ...chunk.usage, output_tokens: this.tokensBefore + chunk.usage.output_tokens };
      this.finish = chunk.finish_reason;
      this.loadMs = chunk.timings.load_ms ?? null;
      this.evalMs = chunk.timings.eval_ms ?? null;
    }
  }

  /** New tokens and the time they took: the backend's own measure where it gave one, else what arrived here. */
  get speed(): { tokens: number; ms: number } | null {
    const ms = this.evalMs ?? (this.firstTokenAt === null ? null : Date.now() - this.firstTokenAt);
    const tokens = this.usage.output_tokens - this.tokensBefore;
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

  /** The columns of a message. PostgreSQL text cannot hold NUL, which a model may well emit. */
  get columns(): { content: string; thinking: string | null; usage: Usage; timings: Timings } {
    return {
      content: storable(this.text),
      thinking: storable(this.thinking) || null,
      usage: this.usage,
      timings: this.timings,
    };
  }
}

const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');
