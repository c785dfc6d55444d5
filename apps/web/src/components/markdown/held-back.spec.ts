import { heldBack } from './held-back';

/** What is shown of a text at each of its lengths, in order and once each. */
function shownOf(text: string, canRender = true): string[] {
  const seen = Array.from({ length: text.length }, (_, end) => heldBack(text.slice(0, end + 1), canRender).text);
  return seen.filter((one, index) => one !== seen[index - 1]);
}

describe('a formula that is being written', () => {
  it.each([
    ['So $$a^2', 'So '],
    ['So \\(a^2', 'So '],
    ['So \\(a\n^2', 'So '],
    ['So \\', 'So '],
    ['So $x_1', 'So '],
    ['$$a$$ and $$b', '$$a$$ and '],
    ['for $5, $\\frac{1}', 'for $5, '],
    ['Let $a, b \\in \\mathbb', 'Let '],
  ])('is not shown: %j', (text, shown) => expect(heldBack(text, true)).toEqual({ text: shown, formula: false }));

  it.each(['So\n\n$$\na^2', 'So\n\n\\[a', '1. One\n\n   $$\n   a', '> $$a', '- $$'])(
    'has a box on lines of its own: %j',
    (text) => expect(heldBack(text, true).formula).toBe(true),
  );

  it.each([
    'It costs $5 and $6',
    'from $10-$2',
    'set $HOME to that',
    'US$5, A$6',
    '$$a$$ is done',
    '`\\(a` and `$x`',
    '```\n\\[a',
    'a \\\\(b',
    'an open \\(a\n\nin the paragraph before',
    `\\[ ${'a bracket that never ends '.repeat(200)}`,
  ])('is none: %j', (text) => expect(heldBack(text, true)).toEqual({ text, formula: false }));

  it('is not shown before it can be rendered', () => {
    expect(heldBack('So $$a^2$$ is', false)).toEqual({ text: 'So ', formula: false });
  });
});

describe('a table that is being written', () => {
  it('begins with its second row, and grows by whole rows', () => {
    const head = 'T:\n| a | b |\n';
    expect(shownOf('T:\n| a | b |\n|:--|--:|\n| 1 | 2 |')).toEqual([
      'T',
      'T:',
      'T:\n',
      `${head}| --- | --- |`,
      `${head}| :- | --- |`,
      `${head}| :-- | --- |`,
      `${head}| :-- | - |`,
      `${head}| :-- | -- |`,
      `${head}| :-- | --: |`,
      `${head}|:--|--:|\n`,
      `${head}|:--|--:|\n| |`,
      `${head}|:--|--:|\n| 1 | 2 |`,
    ]);
  });

  it.each(['|x| = 5\nis true', '```\n| a |', 'a | b', '| a |\n|---|\n| 1 |\n\nText'])('is none: %j', (text) =>
    expect(heldBack(text, true).text).toBe(text),
  );
});
