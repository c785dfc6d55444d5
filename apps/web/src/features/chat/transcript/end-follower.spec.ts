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
function given() {
  document.body.innerHTML = '<div id="box"><div id="content"><article>An answer</article></div></div><textarea />';
  const box = document.getElementById('box')!;
  const content = document.getElementById('content')!;
  const composer = document.querySelector('textarea')!;
  let height = 1000;
  Object.defineProperty(box, 'scrollHeight', { get: () => height });
  Object.defineProperty(box, 'clientHeight', { value: 100 });
  composer.focus();
  const follower = new EndFollower(() => undefined);
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
});
