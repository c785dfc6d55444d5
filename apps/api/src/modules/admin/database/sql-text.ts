/** A piece of a statement. `at` is its index; `quoted` is a comment or quoted text. */
export interface SqlToken {
  kind: 'quoted' | 'word' | 'position' | 'parameter' | 'other';
  text: string;
  at: number;
}

/**
 * PostgreSQL's own rules, as far as it takes to know what is text. A colon after a name, a number or a bracket belongs
 * to a slice (`list[1:n]`) or a cast, not to a parameter.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<quoted>--[^\r\n]*|[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)` +
      String.raw`|\$(?<tag>(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<comment>\/\*)`,
    String.raw`(?<word>[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)`,
    String.raw`(?<position>\$\d+)`,
    String.raw`(?<![\w$\x80-\uffff\])"':]):(?<parameter>[A-Za-z_]\w*)(?![$\x80-\uffff])`,
    String.raw`\d[\w.]*|[^]`,
  ].join('|'),
  'gy',
);

/** The pieces of a statement in order; together they are the statement. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  const pattern = new RegExp(TOKEN);
  for (let at = 0; at < sql.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const { groups = {} } = pattern.exec(sql)!;
    if (groups.comment) pattern.lastIndex = endOfComment(sql, at);
    const kind = groups.comment
      ? 'quoted'
      : ((['quoted', 'word', 'position', 'parameter'] as const).find((name) => groups[name] !== undefined) ?? 'other');
    yield { kind, text: sql.slice(at, pattern.lastIndex), at };
  }
}

/** Comments in C's style nest. */
function endOfComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  for (let depth = 0; ;) {
    const found = mark.exec(sql);
    if (!found) return sql.length;
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
}
