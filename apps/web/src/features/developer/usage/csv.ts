import { type UsageRow } from './figures';

const COLUMNS = [
  'day',
  'api_key_id',
  'key_name',
  'model',
  'requests',
  'input_tokens',
  'output_tokens',
  'errors',
  'cache_hits',
  'avg_latency_ms',
  'cost_micros',
  'energy_micro_wh',
] as const;
// A spreadsheet would run such a cell as a formula; a leading quote makes it text.
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV (RFC 4180) that is safe to open in a spreadsheet. */
export function toCsv(rows: readonly UsageRow[]): string {
  const cell = (value: string | number | null | undefined): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return String(value);
    const safe = FORMULA.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))].join('\r\n');
}
