/** Converts an index in a text to line and column, both from one. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export interface Statement {
  text: string;
  /** Index of its first character in the whole text. */
  from: number;
}

/** Comments and quoted text, in which a semicolon does not end a statement; and the semicolon. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|;/g;

/** The statements of a text, without empty ones. */
export function statements(text: string): Statement[] {
  const ends = [...text.matchAll(TOKEN)].filter(([token]) => token === ';').map(({ index }) => index + 1);
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
