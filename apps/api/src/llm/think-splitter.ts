import type { ChatChunk } from './llm.port.js';

type Part = Extract<ChatChunk, { type: 'text' | 'thinking' }>;

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Separates reasoning from an answer that carries it as `<think>…</think>` in its text. Models do that when the backend
 * was told not to think or does not know their tags. Only tags at the very beginning count: later ones are something
 * the model writes about.
 */
export class ThinkSplitter {
  private state: 'beginning' | 'thinking' | 'between' | 'answer' = 'beginning';
  private held = '';
  /** Whether any reasoning was emitted; white space before it is dropped. */
  private thought = false;

  /** Takes a piece of text and returns the parts whose kind is certain by now. */
  push(text: string): Part[] {
    if (this.state === 'answer') return text ? [{ type: 'text', text }] : [];
    this.held += text;
    const parts: Part[] = [];
    if (this.state === 'beginning') this.begin(parts);
    if (this.state === 'thinking') this.think(parts);
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

  private begin(parts: Part[]): void {
    const start = this.held.trimStart();
    if (start.startsWith(OPEN)) {
      this.state = 'thinking';
      this.held = start.slice(OPEN.length);
    } else if (!OPEN.startsWith(start)) {
      this.state = 'answer';
      parts.push({ type: 'text', text: this.held });
      this.held = '';
    }
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
