import type { ChatChunk, ChatRequest } from './llm.port.js';

type Part = Extract<ChatChunk, { type: 'text' | 'thinking' | 'text_was_thinking' }>;

/** Takes a backend's text piece by piece, and says of what kind it is. */
export type TextReader = Pick<ThinkSplitter, 'push' | 'end'>;

/** A reader of what this request brings: in a text that a model continues, every mark belongs to the text. */
export function textReader({ text }: Pick<ChatRequest, 'text'>): TextReader {
  const isAnswer = !text || (text.templated !== undefined && text.suffix === undefined);
  return isAnswer
    ? new ThinkSplitter()
    : { push: (piece) => (piece ? [{ type: 'text', text: piece }] : []), end: () => [] };
}

const OPEN = '<think>';
const CLOSE = '</think>';
/** An end that may become a tag, with what a quoted one has before it. */
const OPEN_TAIL = /([`'"]?<(\/?(t(h(i(nk?)?)?)?)?)?|[`'"])?$/;

/**
 * Separates reasoning from an answer that carries it as `<think>…</think>` in its text. Models do that when the backend
 * was told not to think or does not know their tags. Only tags at the very beginning count: later ones are something
 * the model writes about. The one exception is an end tag without a beginning, which the template had put into the
 * prompt.
 */
export class ThinkSplitter {
  private state: 'beginning' | 'thinking' | 'between' | 'answer' = 'beginning';
  private held = '';
  /** Whether any reasoning was emitted; white space before it is dropped. */
  private thought = false;

  /** Whether a tag has been seen, so that an end tag in the answer is no more than a word. */
  private tagged = false;

  /** Takes a piece of text and returns the parts whose kind is certain by now. */
  push(text: string): Part[] {
    if (this.state === 'answer' && this.tagged) return text ? [{ type: 'text', text }] : [];
    this.held += text;
    const parts: Part[] = [];
    if (this.state === 'beginning') this.begin();
    if (this.state === 'thinking') this.think(parts);
    if (this.state === 'answer') this.lookForEnd(parts);
    if (this.state === 'between') this.answer(parts);
    return parts;
  }

  /** What was held back, once no more text comes. */
  end(): Part[] {
    const text = this.held;
    this.held = '';
    if (!text || this.state === 'between') return [];
    return [{ type: this.state === 'thinking' ? 'thinking' : 'text', text }];
  }

  private begin(): void {
    const start = this.held.trimStart();
    if (start.startsWith(OPEN)) {
      this.state = 'thinking';
      this.tagged = true;
      this.held = start.slice(OPEN.length);
    } else if (!OPEN.startsWith(start)) this.state = 'answer';
  }

  private lookForEnd(parts: Part[]): void {
    const close = this.held.indexOf(CLOSE);
    const open = this.held.indexOf(OPEN);
    const quoted = close > 0 && /[`'"]/.test(this.held[close - 1]!);
    if (close >= 0 && (open < 0 || close < open) && !quoted) {
      const text = this.held.slice(0, close);
      if (text) parts.push({ type: 'text', text });
      parts.push({ type: 'text_was_thinking' });
      this.state = 'between';
      this.held = this.held.slice(close + CLOSE.length);
    }
    this.tagged ||= close >= 0 || open >= 0;
    if (this.state === 'between') return;
    const certain = this.tagged ? this.held.length : this.held.search(OPEN_TAIL);
    if (certain > 0) parts.push({ type: 'text', text: this.held.slice(0, certain) });
    this.held = this.held.slice(certain);
  }

  private think(parts: Part[]): void {
    if (!this.thought) this.held = this.held.trimStart();
    const close = this.held.indexOf(CLOSE);
    // Until the end tag appears, everything is certain except a tail that may be its beginning.
    const certain =
      close >= 0
        ? this.held.slice(0, close).trimEnd()
        : this.held.slice(0, this.held.search(/\s*(<(\/(t(h(i(nk?)?)?)?)?)?)?$/));
    if (certain) {
      parts.push({ type: 'thinking', text: certain });
      this.thought = true;
    }
    if (close >= 0) {
      this.state = 'between';
      this.held = this.held.slice(close + CLOSE.length);
    } else this.held = this.held.slice(certain.length);
  }

  /** The blank lines between reasoning and answer belong to neither. */
  private answer(parts: Part[]): void {
    const text = this.held.trimStart();
    this.held = '';
    if (!text) return;
    this.state = 'answer';
    parts.push({ type: 'text', text });
  }
}
