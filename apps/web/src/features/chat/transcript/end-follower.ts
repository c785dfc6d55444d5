import { type ScrollMode } from '@/lib/prefs';
import { positionOf, rememberPosition } from './positions';

/** Scrolling this close to the end resumes following. */
const NEAR_PX = 40;
const TOP_GAP_PX = 16;

/** `hold` follows until the question would scroll out at the top, `follow` always, `off` never scrolls. */
type Pin = 'hold' | 'follow' | 'off';

const READING_KEYS: ReadonlySet<string> = new Set(['PageUp', 'Home', 'ArrowUp']);

const distanceToEnd = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;

/** Whether text waits below the visible part: of answers being written it is their ends, where the text grows. */
function isTextBelow(box: HTMLElement, content: HTMLElement): boolean {
  if (distanceToEnd(box) <= NEAR_PX) return false;
  const live = [...content.querySelectorAll('[aria-busy]')];
  const edge = box.getBoundingClientRect().bottom;
  const end = (answer: Element) =>
    [answer, ...answer.querySelectorAll('.prose')].at(-1)!.getBoundingClientRect().bottom;
  return live.length === 0 || live.some((answer) => end(answer) > edge);
}

/**
 * Keeps the end of a growing transcript in view. Stops at once on any sign of reading: wheel or drag upwards, keys,
 * the scrollbar, a selection, focus in an older turn. Only the reader can resume it. docs/adr/0019 explains why this
 * is our own code.
 */
export class EndFollower {
  private box: HTMLElement | null = null;
  private content: HTMLElement | null = null;
  private pin: Pin = 'follow';
  /** The scroll position set last; any other position was set by the reader. */
  private expected = 0;
  /** The saved position of this conversation; kept until the content is tall enough for it, or the reader scrolls. */
  private restore: number | undefined;

  /** @param onBelow called with whether there is text below the visible part */
  constructor(private readonly onBelow: (below: boolean) => void) {}

  /** Called when another conversation is shown: restores its position, or shows its end. */
  open(conversation: string): void {
    const left = positionOf(conversation);
    this.restore = left && !left.atEnd ? left.top : undefined;
    this.pin = this.restore === undefined ? 'follow' : 'off';
  }

  /** Attaches the transcript's elements once they exist. */
  show(box: HTMLElement | null, content: HTMLElement | null): void {
    this.box = box;
    this.content = content;
    this.settle();
  }

  /** Scrolls after the transcript's size has changed. */
  private settle(): void {
    const { box, content } = this;
    if (!box || !content) return;
    if (this.restore !== undefined) box.scrollTop = this.restore;
    // Never scroll up: a page on `hold` stays in place.
    else if (this.pin !== 'off') box.scrollTop = Math.max(box.scrollTop, this.target(box, content));
    // Read the position back, because the browser rounds and clamps it.
    if (this.restore !== undefined || this.pin !== 'off') this.expected = box.scrollTop;
    this.onBelow(isTextBelow(box, content));
  }

  private target(box: HTMLElement, content: HTMLElement): number {
    const end = box.scrollHeight - box.clientHeight;
    if (this.pin !== 'hold') return end;
    const questions = content.querySelectorAll<HTMLElement>('[data-turn="user"]');
    const question = questions[questions.length - 1];
    return question ? Math.min(end, Math.max(0, question.offsetTop - TOP_GAP_PX)) : end;
  }

  /** Resumes following the end. */
  toEnd(): void {
    this.restore = undefined;
    this.pin = 'follow';
    this.settle();
  }

  /**
   * Called when a question was sent. Its turn is not rendered yet; the page scrolls to the end even if following is
   * off in the preferences.
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

  /** Stops all scrolling until the reader returns to the end. */
  release(): void {
    this.pin = 'off';
    this.restore = undefined;
  }

  private onScroll(box: HTMLElement, content: HTMLElement, conversation: string): void {
    const byReader = Math.abs(box.scrollTop - this.expected) > 1;
    // Scrolled up without any of the other signs, for example by find-in-page.
    if (byReader && box.scrollTop < this.expected) this.release();
    else if (byReader && distanceToEnd(box) <= NEAR_PX) this.pin = 'follow';
    if (byReader) this.restore = undefined;
    this.expected = box.scrollTop;
    this.onBelow(isTextBelow(box, content));
    const atEnd = distanceToEnd(box) <= NEAR_PX;
    if (this.restore === undefined) rememberPosition(conversation, { top: box.scrollTop, atEnd });
  }

  /**
   * Observes the transcript's size and the signs of reading.
   * @returns a function that stops it
   */
  watch(box: HTMLElement, content: HTMLElement, conversation: string): () => void {
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(content);
    observer.observe(box);
    const leaving = new AbortController();
    const { signal } = leaving;
    const passive = { passive: true, signal };
    const release = () => this.release();
    box.addEventListener('scroll', () => this.onScroll(box, content, conversation), passive);
    box.addEventListener('wheel', (event) => event.deltaY < 0 && release(), passive);
    box.addEventListener('touchmove', release, passive);
    box.addEventListener('keydown', (event) => READING_KEYS.has(event.key) && release(), { signal });
    // A press beyond the client width hits the scrollbar, on either side.
    const onPointer = (event: PointerEvent) => event.target === box && event.offsetX > box.clientWidth && release();
    box.addEventListener('pointerdown', onPointer, { signal });
    // The last turn may be several answers side by side, each with controls of its own.
    const onFocus = (event: FocusEvent) => !content.lastElementChild?.contains(event.target as Node) && release();
    box.addEventListener('focusin', onFocus, { signal });
    const onSelect = (event: Event) => {
      // A field's own selection is no reading. Every key that is typed moves its caret, and to ask for the page's
      // selection costs a layout. The field may have the focus while the transcript's text is selected.
      if (event.target instanceof HTMLTextAreaElement) return;
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
