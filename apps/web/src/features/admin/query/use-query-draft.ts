import { useState } from 'react';
import { type Language, parseQuery, withoutToken, writeToken } from './language';
import { completed, type Suggestion, useSuggestions } from './use-suggestions';

interface QueryDraftProps<F extends string, Filter extends { q?: string }> {
  language: Language<F, Filter>;
  /** Says what a field takes. */
  hintOf: (field: F) => string;
  /** The query that is in force. */
  q: string;
  onChange: (q: string | undefined) => void;
}

/** The text behind the tokens of a query, as it is being typed, with its suggestions and its mistake. */
export function useQueryDraft<F extends string, Filter extends { q?: string }>({
  language,
  hintOf,
  q,
  onChange,
}: QueryDraftProps<F, Filter>) {
  const [draft, setDraft] = useState('');
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const { tokens, mistake } = parseQuery(language, q);
  const suggestions = useSuggestions(language, hintOf, draft, open);
  const whole = `${q} ${draft}`.trim();

  const edit = (text: string) => {
    setDraft(text);
    setTried(false);
    setOpen(true);
  };
  const commit = (text: string) => {
    const next = `${q} ${text}`.trim();
    if (parseQuery(language, next).mistake) return setTried(true);
    edit('');
    // The result is to be seen, which suggestions would cover. They come back with the next key.
    setOpen(false);
    onChange(next || undefined);
  };
  return {
    draft,
    tokens,
    suggestions,
    /** Suggestions are wanted; there may be none. */
    open,
    setOpen,
    /** What is wrong, and in which text; the draft is judged only when somebody tried to commit it. */
    wrong: tried ? { text: whole, mistake: parseQuery(language, whole).mistake } : { text: q, mistake },
    edit,
    /** Adds the draft to the query. */
    commit: () => commit(draft),
    /** Completes the draft; a suggested field still needs its value. */
    pick: (suggestion: Suggestion) => {
      const next = completed(draft, suggestion.text);
      if (suggestion.open) edit(next);
      else commit(next);
    },
    removeToken: (at: number) => onChange(withoutToken(language, q, at)),
    /** The last token becomes text again, to be changed. */
    editLastToken: () => {
      edit(writeToken(tokens.at(-1)!));
      onChange(withoutToken(language, q, tokens.length - 1));
    },
  };
}
