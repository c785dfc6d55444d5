import { logsFacets, type LogsFacetsData } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { type Field, FIELDS, LEVELS, writeToken } from './query';

type FacetField = NonNullable<NonNullable<LogsFacetsData['query']>['field']>;

const FACETS: Partial<Record<Field, FacetField>> = { user: 'username', action: 'action', status: 'status_code', path: 'endpoint', method: 'method' };
const MOST = 8;

export interface Suggestion {
  /** What the last word becomes. */
  text: string;
  hint: string;
  /** Still needs a value. */
  open: boolean;
}

/** What could come next: fields first, then the values that lines have. */
export function useSuggestions(draft: string, active: boolean): Suggestion[] {
  const { t } = useTranslation('admin');
  const word = /(?:^|\s)(-?)([a-z]*)(:?)("?)([^\s"]*)$/i.exec(draft);
  const [, minus = '', name = '', colon = '', , value = ''] = word ?? [];
  const field = colon ? FIELDS.find((known) => known === name) : undefined;
  const facet = field && FACETS[field];
  const found = useQuery({ queryKey: ['logs', 'facets', facet], queryFn: async ({ signal }) => (await logsFacets({ query: { field: facet }, signal })).data, enabled: active && facet !== undefined, staleTime: 30_000 });
  if (!active || !word) return [];
  if (!colon) return FIELDS.filter((known) => known.startsWith(name.toLowerCase())).map((known) => ({ text: `${minus}${known}:${known === 'duration' ? '>' : ''}`, hint: t(`logs.fields.${known}`), open: true }));
  if (!field) return [];
  const values = field === 'level' ? LEVELS.map((level) => ({ value: level, count: undefined })) : (found.data ?? []);
  return values
    .filter((one) => one.value.toLowerCase().includes(value.toLowerCase()))
    .slice(0, MOST)
    .map((one) => ({ text: writeToken({ field, value: one.value, negated: minus === '-' }), hint: one.count === undefined ? '' : formatNumber(one.count), open: false }));
}

/** The draft with its last word replaced. */
export const completed = (draft: string, text: string): string => draft.replace(/(^|\s)\S*$/, (_, space: string) => space + text);
