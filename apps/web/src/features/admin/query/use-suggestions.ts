import { useQuery } from '@tanstack/react-query';
import { formatNumber } from '@/lib/format';
import { type Language, writeToken } from './language';

const MAX_SUGGESTIONS = 8;

export interface Suggestion {
  /** Replaces the last word of the draft. */
  text: string;
  hint: string;
  /** The suggestion is a field that still needs a value. */
  open: boolean;
}

/**
 * Suggestions for the last word: fields first, then values of the chosen field. `hintOf` describes a field's values.
 */
export function useSuggestions<F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  hintOf: (field: F) => string,
  draft: string,
  active: boolean,
): Suggestion[] {
  const word = /(?:^|\s)(-?)([a-z]*)(:?)("?)([^\s"]*)$/i.exec(draft);
  const [, minus = '', name = '', colon = '', , value = ''] = word ?? [];
  const field = colon ? language.fields.find((known) => known === name) : undefined;
  const ask = field && language.valuesOf(field);
  const found = useQuery({
    queryKey: [language.name, 'values', field],
    queryFn: ({ signal }) => ask!(signal),
    enabled: active && ask !== undefined,
    staleTime: 30_000,
  });
  if (!active || !word) return [];
  if (!colon)
    return language.fields
      .filter((known) => known.startsWith(name.toLowerCase()))
      .map((known) => ({
        text: `${minus}${known}:${language.prefix?.[known] ?? ''}`,
        hint: hintOf(known),
        open: true,
      }));
  if (!field) return [];
  return (found.data ?? [])
    .filter((one) => one.value.toLowerCase().includes(value.toLowerCase()))
    .slice(0, MAX_SUGGESTIONS)
    .map((one) => ({
      text: writeToken({ field, value: one.value, negated: minus === '-' }),
      hint: one.count === undefined ? '' : formatNumber(one.count),
      open: false,
    }));
}

/** The draft with its last word replaced. */
export const completed = (draft: string, text: string): string =>
  draft.replace(/(^|\s)\S*$/, (_, space: string) => space + text);
