import { titleFrom } from './title.js';

describe('titleFrom', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  two\n lines\t here ', 'two lines here'],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
    [
      'A question that is so long that it has to end somewhere before the end of it',
      'A question that is so long that it has to end somewhere…',
    ],
  ])('%j', (prompt, title) => {
    expect(titleFrom(prompt)).toBe(title);
  });

  it('never cuts an emoji in two', () => {
    expect(titleFrom(`${'x'.repeat(59)}😀😀`)).toBe(`${'x'.repeat(59)}…`);
  });
});
