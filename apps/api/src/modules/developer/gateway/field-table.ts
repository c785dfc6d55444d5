import { refuse, type Json } from './fields.js';

/**
 * What happens to a field of a foreign API:
 * - `forwarded`: it reaches the backend, in the backend's own words
 * - `emulated`: this server does it where the backend cannot
 * - `ignored`: it only tunes, so the request is carried out without it, and the header `X-Pocket-Ignored` names it
 * - `refused`: it would change the answer, so the request fails and names it
 */
export interface FieldRule {
  fate: 'forwarded' | 'emulated' | 'ignored' | 'refused';
  /** For the documentation, and the reason in the refusal. */
  note: string;
  /** Values that ask for nothing out of the ordinary: accepted although the field is refused. */
  harmless?: readonly unknown[];
}

export type FieldTable = Readonly<Record<string, FieldRule>>;

/**
 * Holds a body against the table of its API.
 * @returns the fields without effect, unknown ones included
 * @throws DomainError `request.invalid` that names a refused field
 */
export function ignoredFields(body: Json, table: FieldTable): string[] {
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined || rule.fate === 'ignored') ignored.push(name);
    else if (rule.fate === 'refused' && !isHarmless(value, rule)) throw refuse(name, `is not supported: ${rule.note}`);
  }
  return ignored;
}

const isHarmless = (value: unknown, { harmless = [] }: FieldRule): boolean =>
  harmless.some((one) => JSON.stringify(one) === JSON.stringify(value));

export const forwarded = (note = ''): FieldRule => ({ fate: 'forwarded', note });
export const emulated = (note: string): FieldRule => ({ fate: 'emulated', note });
export const ignored = (note: string): FieldRule => ({ fate: 'ignored', note });
export const refused = (note: string, ...harmless: unknown[]): FieldRule => ({ fate: 'refused', note, harmless });

/** A row of the table in the API document. */
interface FieldRow {
  name: string;
  fate: FieldRule['fate'];
  note: string;
}

/**
 * The table as parts of a body's schema: in words for whoever reads the document, as data (`x-fields`) for the page of
 * the portal.
 * @param options rules of the fields inside `options`, where the API has it
 */
export function fieldDocs(table: FieldTable, options?: FieldTable): { description: string; 'x-fields': FieldRow[] } {
  const rows = [
    ...Object.entries(table),
    ...Object.entries(options ?? {}).map(([name, rule]): [string, FieldRule] => [`options.${name}`, rule]),
  ].map(([name, { fate, note }]) => ({ name, fate, note }));
  const lines = rows.map(({ name, fate, note }) => `| \`${name}\` | ${fate} | ${note.replaceAll('|', '\\|')} |`);
  return {
    description: ['What happens to each field:', '', '| field | | |', '|---|---|---|', ...lines].join('\n'),
    'x-fields': rows,
  };
}
