/**
 * Converts a statement with `:names` to the driver's form: each name becomes `$n`, and only the values that occur are
 * passed on (PostgreSQL rejects a parameter whose type it cannot infer from a use).
 * @returns arguments for `DataSource.query`
 */
export function positional(sql: string, values: Record<string, unknown>): [sql: string, values: unknown[]] {
  const names: string[] = [];
  const text = sql.replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return [text, names.map((name) => values[name])];
}
