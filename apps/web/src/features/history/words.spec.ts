import { wordRanges } from './words';

const show = (title: string, q: string) => wordRanges(title, q).map(([from, to]) => title.slice(from, to));

describe('search words in a title', () => {
  it('are marked at the start of words', () => {
    expect(show('Planning a plan for Plant', 'plan')).toEqual(['Plan', 'plan', 'Plan']);
    expect(show('An explanation', 'plan')).toEqual([]);
  });
  it('are one phrase between quotes, and not marked after a minus', () => {
    expect(show('The red fox and a fox', '"red fox" -fox')).toEqual(['red fox']);
    expect(show('The red fox', '"red')).toEqual(['red']);
  });
  it('do not overlap, whatever is typed', () => {
    expect(show('database', 'data database')).toHaveLength(1);
    expect(show('a.b*c', 'b*c')).toEqual(['b*c']);
    expect(show('anything', '')).toEqual([]);
    expect(show('İstanbul', 'istanbul')).toEqual([]);
  });
});
