import { act, fireEvent, renderHook } from '@testing-library/react';
import { type PointerEvent } from 'react';
import { useDrag } from './use-drag';

const HEIGHT = 10;

/** A list of rows of equal height, which follows the keys. */
function setup(first: readonly string[]) {
  const onDrop = jest.fn();
  const rows = { children: [] as unknown[] };
  const list = { current: rows as unknown as HTMLElement };
  const view = renderHook(
    ({ keys }: { keys: readonly string[] }) => {
      rows.children = keys.map((_, at) => ({ getBoundingClientRect: () => ({ bottom: (at + 1) * HEIGHT }) }));
      return useDrag(list, keys, onDrop);
    },
    { initialProps: { keys: first } },
  );
  const show = (...keys: string[]) => view.rerender({ keys });
  const grab = (key: string) =>
    act(() => view.result.current.start(key, { button: 0, isPrimary: true } as unknown as PointerEvent));
  const moveTo = (index: number) => act(() => void fireEvent(window, pointer('pointermove', index)));
  const drop = () => act(() => void fireEvent(window, pointer('pointerup', 0)));
  return { onDrop, show, grab, moveTo, drop, order: () => view.result.current.order };
}

const pointer = (type: string, index: number) => new MouseEvent(type, { clientY: index * HEIGHT + 1 });

describe('dragging', () => {
  it('shows the row in its new place, and drops it there', () => {
    const { onDrop, grab, moveTo, drop, order } = setup(['a', 'b', 'c']);
    grab('a');
    moveTo(2);
    expect(order()).toEqual(['b', 'c', 'a']);
    drop();
    expect(onDrop).toHaveBeenCalledWith('a', 2);
  });

  it('ends without effect for a row that has left the list meanwhile', () => {
    const { onDrop, show, grab, moveTo, drop, order } = setup(['a', 'b', 'c']);
    grab('a');
    moveTo(1);
    show('b', 'c');
    expect(order()).toEqual(['b', 'c']);
    drop();
    expect(onDrop).not.toHaveBeenCalled();
  });

  it('counts places in the list as it is when the row is dropped', () => {
    const { onDrop, show, grab, moveTo, drop } = setup(['a', 'b', 'c']);
    grab('c');
    moveTo(1);
    show('b', 'c');
    drop();
    expect(onDrop).not.toHaveBeenCalled();
  });
});
