import { useState } from 'react';
import { type Language, parseQuery, withoutToken, writeToken } from './language';
import { completed, type Suggestion, useSuggestions } from './use-suggestions';

interface QueryDraftProps<F extends string, Filter extends { q?: string }> {
  language: Language<F, Filter>;
  /** Describes a field's values. */
  hintOf: (field: F) => string;
  /** The active query. */
  q: string;
  onChange: (q: string | undefined) => void;
}

/** The text being typed after a query's tokens, with its suggestions and its mistake. */
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
    // Close the suggestions, which would cover the results. They reopen with the next key press.
    setOpen(false);
    onChange(next || undefined);
  };
  return {
    draft,
    tokens,
    suggestions,
    /** Whether suggestions may be shown; there may be none. */
    open,
    setOpen,
    /** The mistake and the text that contains it. The draft is only checked when the person commits it. */
    wrong: tried ? { text: whole, mistake: parseQuery(language, whole).mistake } : { text: q, mistake },
    edit,
    /** Adds the draft to the query. */
    commit: () => commit(draft),
    /** Completes the draft. A suggested field still needs a value. */
    pick: (suggestion: Suggestion) => {
      const next = completed(draft, suggestion.text);
      if (suggestion.open) edit(next);
      else commit(next);
    },
    removeToken: (at: number) => onChange(withoutToken(language, q, at)),
    /** Turns the last token back into text for editing. */
    editLastToken: () => {
      edit(writeToken(tokens.at(-1)!));
      onChange(withoutToken(language, q, tokens.length - 1));
    },
  };
}
