import { extrasOf, MOST_COMPARED, setExtras } from './extras';

describe('the further models of a question', () => {
  it('are never its own, and never more than may be asked', () => {
    setExtras('t', ['b', 'c', 'd']);
    expect(extrasOf('t', 'a')).toEqual(['b', 'c']);
    expect(extrasOf('t', 'a')).toHaveLength(MOST_COMPARED - 1);
    expect(extrasOf('t', 'b')).toEqual(['c', 'd']);
    expect(extrasOf('other', 'a')).toEqual([]);
  });
});
