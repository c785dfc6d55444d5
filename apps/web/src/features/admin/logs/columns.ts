import { type LogEntry } from '@pocket-llm/api-client';

/** More would leave no room for the line itself. */
export const MOST_COLUMNS = 3;
const DETAIL = 'detail.';
const OWN = { request: 'request_id', address: 'ip_address', agent: 'user_agent' } as const satisfies Record<
  string,
  keyof LogEntry
>;

export type OwnColumn = keyof typeof OWN;

/** What is shown of each line beside the line itself, as it stands in the address: attributes, or `detail.` and a name. */
export const readColumns = (text: string | undefined): string[] =>
  [...new Set(text?.split(',').filter((name) => name in OWN || name.startsWith(DETAIL)))].slice(0, MOST_COLUMNS);

/** The address with a column more or, when it is there, less. One too many pushes the first one out. */
export function toggleColumn(text: string | undefined, name: string): string | undefined {
  const columns = readColumns(text);
  const next = columns.includes(name) ? columns.filter((one) => one !== name) : [...columns, name].slice(-MOST_COLUMNS);
  return next.join(',') || undefined;
}

/** The column that shows something out of the details; undefined for a name that cannot stand in an address. */
export const detailColumn = (name: string): string | undefined => (name.includes(',') ? undefined : DETAIL + name);

/** What the name of a column says: one of its own, or something out of the details. */
export const columnName = (column: string): { own: OwnColumn } | { detail: string } =>
  column in OWN ? { own: column as OwnColumn } : { detail: column.slice(DETAIL.length) };

/** What a line has in a column. */
export function cellOf(entry: LogEntry, column: string): string {
  const name = columnName(column);
  const value = 'own' in name ? entry[OWN[name.own]] : entry.metadata?.[name.detail];
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
