import { sqlTokens } from './sql-text.js';

/**
 * Whether a statement seems to change every row of a table. It is only a prompt to confirm; the security boundary is
 * the role.
 */
export function changesEveryRow(sql: string): boolean {
  let bare = '';
  for (const { kind, text } of sqlTokens(sql)) bare += kind === 'quoted' ? ' ' : text;
  return (
    /\b(delete\s+from|update)\b/i.test(bare) &&
    !/\bwhere\b/i.test(bare) &&
    !/\bfor\s+(no\s+key\s+)?update\b/i.test(bare)
  );
}
