import { fireEvent, render } from '@testing-library/react';
import { setPrefs } from './prefs';
import { type ListKeys, useListKeys } from './use-list-keys';

function List({ keys, arrows }: { keys: ListKeys; arrows?: boolean }) {
  useListKeys(keys, { arrows });
  return (
    <>
      <input aria-label="field" />
      <input type="checkbox" aria-label="box" />
      <div role="menu">
        <button type="button">item</button>
      </div>
    </>
  );
}

const spies = () => ({
  move: jest.fn(),
  toEdge: jest.fn(),
  close: jest.fn((): false => false),
  open: jest.fn(),
  letters: { x: jest.fn(), '/': jest.fn() },
});

describe('the keys of a list', () => {
  it('move the cursor, open a row and call the handler of a letter', () => {
    const keys = spies();
    render(<List keys={keys} />);
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(document.body, { key: 'K', shiftKey: true });
    fireEvent.keyDown(document.body, { key: 'ArrowDown' });
    expect(keys.move.mock.calls).toEqual([
      [1, false],
      [-1, true],
      [1, false],
    ]);
    fireEvent.keyDown(document.body, { key: 'Home' });
    fireEvent.keyDown(document.body, { key: 'End' });
    expect(keys.toEdge.mock.calls).toEqual([['first'], ['last']]);
    expect(fireEvent.keyDown(document.body, { key: '/' })).toBe(false);
    fireEvent.keyDown(document.body, { key: 'x' });
    fireEvent.keyDown(document.body, { key: 'Enter' });
    expect([keys.letters['/'], keys.letters.x, keys.open].map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('are no single letters once the person has turned these off', () => {
    const keys = spies();
    render(<List keys={keys} />);
    setPrefs({ letterKeys: false });
    for (const key of ['j', 'x', '/']) fireEvent.keyDown(document.body, { key });
    expect([keys.move, keys.letters.x, keys.letters['/']].map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0]);
    fireEvent.keyDown(document.body, { key: 'ArrowDown' });
    expect(keys.move).toHaveBeenCalledTimes(1);
    setPrefs({ letterKeys: true });
  });

  it('do nothing in a field or a menu, but work on a checkbox', () => {
    const keys = spies();
    const { getByLabelText, getByText } = render(<List keys={keys} />);
    fireEvent.keyDown(getByLabelText('field'), { key: '/' });
    fireEvent.keyDown(getByText('item'), { key: 'j' });
    expect(keys.letters['/']).not.toHaveBeenCalled();
    expect(keys.move).not.toHaveBeenCalled();
    fireEvent.keyDown(getByLabelText('box'), { key: 'j' });
    expect(keys.move).toHaveBeenCalledTimes(1);
  });

  it('leave Enter to the focused element', () => {
    const keys = spies();
    const { getByLabelText } = render(<List keys={keys} />);
    expect(fireEvent.keyDown(getByLabelText('box'), { key: 'Enter' })).toBe(true);
    expect(keys.open).not.toHaveBeenCalled();
  });

  it("ignore Escape when there is nothing to close, and the browser's shortcuts", () => {
    const keys = spies();
    render(<List keys={keys} />);
    expect(fireEvent.keyDown(document.body, { key: 'Escape' })).toBe(true);
    fireEvent.keyDown(document.body, { key: 'j', ctrlKey: true });
    expect(keys.move).not.toHaveBeenCalled();
  });

  it('leave the arrows to the page if asked to', () => {
    const keys = spies();
    render(<List keys={keys} arrows={false} />);
    expect(fireEvent.keyDown(document.body, { key: 'ArrowDown' })).toBe(true);
    expect(fireEvent.keyDown(document.body, { key: 'j' })).toBe(false);
    expect(keys.move).toHaveBeenCalledTimes(1);
  });
});
