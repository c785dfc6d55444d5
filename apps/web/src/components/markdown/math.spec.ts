import { hasMath, unifyMath } from './math';

describe('formulas', () => {
  it.each(['$$x$$', 'see \\(x\\)', '\\[x\\]', '$x$'])('are recognised in %s', (text) =>
    expect(hasMath(unifyMath(text))).toBe(true),
  );
  it.each(['It costs $5 and $6.', 'a (b) [c]', 'cost: $5', '`$x$`'])('are not recognised in %s', (text) =>
    expect(hasMath(unifyMath(text))).toBe(false),
  );

  it('get the delimiters that the parser supports', () => {
    expect(unifyMath('So \\(a^2\\) is')).toBe('So $$a^2$$ is');
    expect(unifyMath('So\n\\[\na^2\n\\]\nis')).toBe('So\n$$\na^2\n$$\nis');
  });

  it('stay unchanged while they are incomplete, in code, and behind an escaped backslash', () => {
    for (const text of ['an open \\(a', '`\\(a\\)`', '```\n\\[a\\]\n```', '~~~tex\n\\(a\\)\n', 'a \\\\(b\\\\) c'])
      expect(unifyMath(text)).toBe(text);
  });

  it('are recognised next to code', () => {
    expect(unifyMath('\\(a\\) `\\(b\\)` \\(c\\)')).toBe('$$a$$ `\\(b\\)` $$c$$');
  });
});
