/** Comments and quoted text, which contain no keywords. */
const QUOTED = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * Whether a statement seems to change every row of a table. It is only a prompt to confirm; the security boundary is
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
