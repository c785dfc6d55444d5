/** Converts an index in a text to line and column, both from one. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export interface Statement {
  text: string;
  /** Index of its first character in the whole text. */
  from: number;
  /** A value for each of its parameters. */
  values?: Values;
}

/** Values by parameter name; null is NULL. */
export type Values = Record<string, string | null>;

/**
 * Quoted text, comments (which nest, so only their beginning), names and numbers, none of which ends a statement or
 * begins a parameter; then the semicolon and `:name`. A colon after a name or bracket is a slice, `::` is a cast.
 */
const TOKEN = new RegExp(
  [
    String.raw`--[^\r\n]*|[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)`,
    String.raw`\$(?<tag>(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$)`,
    String.raw`(?<comment>\/\*)|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*|\d[\w.]*|(?<end>;)`,
    String.raw`(?<![\w$\x80-\uffff\])"':]):(?<parameter>[A-Za-z_]\w*)(?![$\x80-\uffff])`,
  ].join('|'),
  'g',
);

/** The semicolons and the parameters of a text, in order. */
function* marks(text: string): Generator<{ index: number; parameter?: string }> {
  const pattern = new RegExp(TOKEN);
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const { comment, end, parameter } = found.groups!;
    if (comment) pattern.lastIndex = endOfComment(text, found.index);
    if (end || parameter) yield { index: found.index, parameter };
  }
}

function endOfComment(text: string, from: number): number {
  let depth = 0;
  for (const { 0: mark, index } of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return from + index + 2;
  }
  return text.length;
}

/** The names of a text's parameters, in the order in which they appear. */
export const parametersOf = (text: string): string[] => [
  ...new Set([...marks(text)].flatMap(({ parameter }) => parameter ?? [])),
];

/** The statements of a text, without empty ones. */
export function statements(text: string): Statement[] {
  const ends = [...marks(text)].filter(({ parameter }) => !parameter).map(({ index }) => index + 1);
  const found: Statement[] = [];
  let from = 0;
  for (const end of [...ends, text.length]) {
    const piece = text.slice(from, end);
    const blank = piece.length - piece.trimStart().length;
    if (/[^\s;]/.test(piece)) found.push({ text: piece.trim(), from: from + blank });
    from = end;
  }
  return found;
}

/** The statement at an index; after the last statement, the last one. */
export function statementAt(text: string, index: number): Statement | undefined {
  const all = statements(text);
  return all.find((one, i) => index <= one.from + one.text.length || i === all.length - 1);
}

/** A name, quoted if SQL requires it. */
export const quoteName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
