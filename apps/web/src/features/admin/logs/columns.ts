import { type LogEntry } from '@pocket-llm/api-client';

/** More columns would leave no room for the message. */
const MAX_COLUMNS = 3;
const DETAIL = 'detail.';
const ATTRIBUTES = { request: 'request_id', address: 'ip_address', agent: 'user_agent' } as const satisfies Record<
  string,
  keyof LogEntry
>;

type AttributeColumn = keyof typeof ATTRIBUTES;

/** The added columns, as listed in the address: attributes, or `detail.` and a name. */
export const readColumns = (text: string | undefined): string[] =>
  [...new Set(text?.split(',').filter((name) => name in ATTRIBUTES || name.startsWith(DETAIL)))].slice(0, MAX_COLUMNS);

/** Adds a column to the address, or removes it. Above the limit, the first column is removed. */
export function toggleColumn(text: string | undefined, name: string): string | undefined {
  const columns = readColumns(text);
  const next = columns.includes(name) ? columns.filter((one) => one !== name) : [...columns, name].slice(-MAX_COLUMNS);
  return next.join(',') || undefined;
}

/** The column of a detail; undefined when the name cannot be written in the address. */
export const detailColumn = (name: string): string | undefined => (name.includes(',') ? undefined : DETAIL + name);

/** Whether a column shows an attribute of the line or one of its details. */
export const columnName = (column: string): { attribute: AttributeColumn } | { detail: string } =>
  column in ATTRIBUTES ? { attribute: column as AttributeColumn } : { detail: column.slice(DETAIL.length) };

/** A line's text in a column. */
export function cellOf(entry: LogEntry, column: string): string {
  const name = columnName(column);
  const value = 'attribute' in name ? entry[ATTRIBUTES[name.attribute]] : entry.metadata?.[name.detail];
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
