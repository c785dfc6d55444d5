/** Comments and everything that is quoted: what stands in there is no keyword. */
const QUOTED = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * Whether a statement looks as if it changed every row of a table. A courtesy to ask first, and no boundary: that is
 * the role.
 */
export function changesEveryRow(sql: string): boolean {
  const bare = sql.replace(QUOTED, ' ');
  return (
    /\b(delete\s+from|update)\b/i.test(bare) &&
    !/\bwhere\b/i.test(bare) &&
    !/\bfor\s+(no\s+key\s+)?update\b/i.test(bare)
  );
}
