import { fireEvent, render } from '@testing-library/react';
import { useListKeys } from './use-list-keys';

function List(keys: Parameters<typeof useListKeys>[0]) {
  useListKeys(keys);
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
  toggle: jest.fn(),
  clear: jest.fn(() => false),
  search: jest.fn(),
  open: jest.fn(),
});

describe('the keys of a list', () => {
  it('move, choose and search', () => {
    const keys = spies();
    render(<List {...keys} />);
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(document.body, { key: 'K', shiftKey: true });
    expect(keys.move.mock.calls).toEqual([
      [1, false],
      [-1, true],
    ]);
    expect(fireEvent.keyDown(document.body, { key: '/' })).toBe(false);
    fireEvent.keyDown(document.body, { key: 'x' });
    fireEvent.keyDown(document.body, { key: 'Enter' });
    expect([keys.search, keys.toggle, keys.open].map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('are letters in a field and in a menu, but not on a check box', () => {
    const keys = spies();
    const { getByLabelText, getByText } = render(<List {...keys} />);
    fireEvent.keyDown(getByLabelText('field'), { key: '/' });
    fireEvent.keyDown(getByText('item'), { key: 'j' });
    expect(keys.search).not.toHaveBeenCalled();
    expect(keys.move).not.toHaveBeenCalled();
    fireEvent.keyDown(getByLabelText('box'), { key: 'j' });
    expect(keys.move).toHaveBeenCalledTimes(1);
  });

  it('leave Escape and the shortcuts of the browser to others when there is nothing to clear', () => {
    const keys = spies();
    render(<List {...keys} />);
    expect(fireEvent.keyDown(document.body, { key: 'Escape' })).toBe(true);
    fireEvent.keyDown(document.body, { key: 'j', ctrlKey: true });
    expect(keys.move).not.toHaveBeenCalled();
  });
});
