import { EndFollower } from './end-follower';

let grow: () => void;
beforeAll(() => {
  // jsdom has no layout: a test says itself when the size changes.
  globalThis.ResizeObserver = class {
    constructor(onSize: ResizeObserverCallback) {
      grow = () => onSize([], this);
    }
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  };
});

/** A transcript of 1000 pixels in a window of 100, and a composer that has the focus. */
function given(turns = '<article>An answer</article>', onBelow: (below: boolean) => void = () => undefined) {
  document.body.innerHTML = `<div id="box"><div id="content">${turns}</div></div><textarea />`;
  const box = document.getElementById('box')!;
  const content = document.getElementById('content')!;
  const composer = document.querySelector('textarea')!;
  let height = 1000;
  Object.defineProperty(box, 'scrollHeight', { get: () => height });
  Object.defineProperty(box, 'clientHeight', { value: 100 });
  composer.focus();
  const follower = new EndFollower(onBelow);
  follower.open('a conversation');
  follower.show(box, content);
  const leave = follower.watch(box, content, 'a conversation');
  const write = () => {
    height += 50;
    grow();
  };
  return { box, content, composer, write, leave };
}

describe('the end of a transcript', () => {
  afterEach(() => document.getSelection()?.removeAllRanges());

  it('is not followed once a text in it is selected, even while the composer has the focus', () => {
    const { box, content, composer, write, leave } = given();
    write();
    expect(box.scrollTop).toBe(950);
    document.getSelection()!.selectAllChildren(content.querySelector('article')!);
    document.dispatchEvent(new Event('selectionchange'));
    expect(document.activeElement).toBe(composer);
    write();
    expect(box.scrollTop).toBe(950);
    leave();
  });

  it('is followed while a person types, without asking for the selection', () => {
    const { box, composer, write, leave } = given();
    const asked = jest.spyOn(document, 'getSelection');
    composer.dispatchEvent(new Event('selectionchange', { bubbles: true }));
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    write();
    expect(box.scrollTop).toBe(950);
    leave();
  });

  it('is followed while a person chooses among answers side by side, and not once another turn has the focus', () => {
    const { box, write, leave } = given(`<article><button id="old">Copy</button></article>
      <div><section><button id="choose">Continue from this answer</button><article>One</article></section>
      <section><article>Two</article></section></div>`);
    document.getElementById('choose')!.focus();
    write();
    expect(box.scrollTop).toBe(950);
    document.getElementById('old')!.focus();
    write();
    expect(box.scrollTop).toBe(950);
    leave();
  });

  it('says that there is text below only if what grows is out of sight, and of a finished text always', () => {
    const said: boolean[] = [];
    const { box, content, write, leave } = given(
      '<article aria-busy="true"><div class="prose">One</div><footer>Actions</footer></article>',
      (below) => said.push(below),
    );
    const endsAt = (bottom: number) => {
      content.querySelector('.prose')!.getBoundingClientRect = () => ({ bottom }) as DOMRect;
      write();
      return said.at(-1);
    };
    box.getBoundingClientRect = () => ({ bottom: 100 }) as DOMRect;
    box.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
    expect([endsAt(90), endsAt(110)]).toEqual([false, true]);
    content.querySelector('article')!.removeAttribute('aria-busy');
    expect(endsAt(90)).toBe(true);
    leave();
  });
});
