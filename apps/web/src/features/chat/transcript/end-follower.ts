import { type ScrollMode } from '@/lib/prefs';
import { positionOf, rememberPosition } from './positions';

/** A reader who scrolls so near to the end wants to follow again. */
const NEAR_PX = 40;
const TOP_GAP_PX = 16;

/** `hold` follows until the question would leave the top, `follow` always, `off` never moves the page. */
type Pin = 'hold' | 'follow' | 'off';

const READING_KEYS: ReadonlySet<string> = new Set(['PageUp', 'Home', 'ArrowUp']);

const distanceToEnd = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;

/**
 * Keeps the end of a growing transcript in view, and stops at once when the reader does anything that looks like
 * reading: wheel or drag upwards, keys, the scrollbar, a selection, focus in an older turn. Only the reader pins it
 * again. Why it is our own: docs/adr/0019.
 */
export class EndFollower {
  private box: HTMLElement | null = null;
  private content: HTMLElement | null = null;
  private pin: Pin = 'follow';
  /** Where the page was put last; any other place is the reader's doing. */
  private expected = 0;
  /** Where the reader left this conversation; kept until it is tall enough to be there, or the reader moves. */
  private restore: number | undefined;

  /** @param onBelow is told whether there is text below what is seen */
  constructor(private readonly onBelow: (below: boolean) => void) {}

  /** Another conversation is shown: it opens where it was left, or at its end. */
  open(conversation: string): void {
    const left = positionOf(conversation);
    this.restore = left && !left.atEnd ? left.top : undefined;
    this.pin = this.restore === undefined ? 'follow' : 'off';
  }

  /** The elements of the transcript, once they are there. */
  show(box: HTMLElement | null, content: HTMLElement | null): void {
    this.box = box;
    this.content = content;
    this.settle();
  }

  /** Puts the page where it belongs after the transcript has changed its size. */
  private settle(): void {
    const { box, content } = this;
    if (!box || !content) return;
    if (this.restore !== undefined) box.scrollTop = this.restore;
    // Never upwards: a held page stays where it is.
    else if (this.pin !== 'off') box.scrollTop = Math.max(box.scrollTop, this.target(box, content));
    // Read back: the browser rounds and clamps.
    if (this.restore !== undefined || this.pin !== 'off') this.expected = box.scrollTop;
    this.onBelow(distanceToEnd(box) > NEAR_PX);
  }

  private target(box: HTMLElement, content: HTMLElement): number {
    const end = box.scrollHeight - box.clientHeight;
    if (this.pin !== 'hold') return end;
    const questions = content.querySelectorAll<HTMLElement>('[data-turn="user"]');
    const question = questions[questions.length - 1];
    return question ? Math.min(end, Math.max(0, question.offsetTop - TOP_GAP_PX)) : end;
  }

  /** Follows the end again from here on. */
  toEnd(): void {
    this.restore = undefined;
    this.pin = 'follow';
    this.settle();
  }

  /**
   * A question was sent. Its turn is not on the page yet; the page goes to the end, even if it follows nothing later.
   */
  onSend(mode: ScrollMode): void {
    this.restore = undefined;
    this.pin = mode === 'never' ? 'off' : mode;
    requestAnimationFrame(() => {
      if (!this.box) return;
      this.box.scrollTop = this.box.scrollHeight;
      this.expected = this.box.scrollTop;
    });
  }

  /** Nothing moves the page any more until the reader comes back to its end. */
  release(): void {
    this.pin = 'off';
    this.restore = undefined;
  }

  private onScroll(box: HTMLElement, conversation: string): void {
    const byReader = Math.abs(box.scrollTop - this.expected) > 1;
    // Moved up by none of the other signs, e.g. by find-in-page.
    if (byReader && box.scrollTop < this.expected) this.release();
    else if (byReader && distanceToEnd(box) <= NEAR_PX) this.pin = 'follow';
    if (byReader) this.restore = undefined;
    this.expected = box.scrollTop;
    const away = distanceToEnd(box) > NEAR_PX;
    this.onBelow(away);
    if (this.restore === undefined) rememberPosition(conversation, { top: box.scrollTop, atEnd: !away });
  }

  /** Follows the size of the transcript and the signs of reading. @returns the function that stops it */
  watch(box: HTMLElement, content: HTMLElement, conversation: string): () => void {
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(content);
    observer.observe(box);
    const leaving = new AbortController();
    const { signal } = leaving;
    const passive = { passive: true, signal };
    const release = () => this.release();
    box.addEventListener('scroll', () => this.onScroll(box, conversation), passive);
    box.addEventListener('wheel', (event) => event.deltaY < 0 && release(), passive);
    box.addEventListener('touchmove', release, passive);
    box.addEventListener('keydown', (event) => READING_KEYS.has(event.key) && release(), { signal });
    // The scrollbar lies beyond the inner width, on either side.
    const onPointer = (event: PointerEvent) => event.target === box && event.offsetX > box.clientWidth && release();
    box.addEventListener('pointerdown', onPointer, { signal });
    const onFocus = (event: FocusEvent) => {
      const turns = content.querySelectorAll('article');
      if (turns.length > 0 && !turns[turns.length - 1]!.contains(event.target as Node)) release();
    };
    box.addEventListener('focusin', onFocus, { signal });
    const onSelect = () => {
      const selection = document.getSelection();
      if (selection && !selection.isCollapsed && content.contains(selection.anchorNode)) release();
    };
    document.addEventListener('selectionchange', onSelect, { signal });
    return () => {
      observer.disconnect();
      leaving.abort();
    };
  }
}
