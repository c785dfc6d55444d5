import { act, renderHook } from '@testing-library/react';
import { useSelection } from './use-selection';

const start = (list: string[]) => renderHook(({ listed }) => useSelection(listed), { initialProps: { listed: list } });

describe('a selection', () => {
  it('toggles one item and selects all', () => {
    const { result } = start(['a', 'b', 'c']);
    act(() => result.current.toggle('b'));
    expect([...result.current.ids]).toEqual(['b']);
    act(() => result.current.toggle('b'));
    expect(result.current.ids.size).toBe(0);
    act(() => result.current.all());
    expect([...result.current.ids]).toEqual(['a', 'b', 'c']);
    act(() => result.current.clear());
    expect(result.current.ids.size).toBe(0);
  });

  it('extends from the item that was selected last, in both directions', () => {
    const { result } = start(['a', 'b', 'c', 'd']);
    act(() => result.current.toggle('c'));
    act(() => result.current.extendTo('a'));
    expect([...result.current.ids]).toEqual(['a', 'b', 'c']);
    act(() => result.current.extendTo('d'));
    expect([...result.current.ids]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('starts a range at the first item when nothing was selected', () => {
    const { result } = start(['a', 'b']);
    act(() => result.current.extendTo('b'));
    expect([...result.current.ids]).toEqual(['b']);
  });

  it('drops items that are no longer listed', () => {
    const { result, rerender } = start(['a', 'b']);
    act(() => result.current.all());
    rerender({ listed: ['b'] });
    expect([...result.current.ids]).toEqual(['b']);
  });
});
