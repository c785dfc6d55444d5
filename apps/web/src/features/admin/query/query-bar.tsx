import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { POPUP } from '@/components/ui/menu';
import { cn } from '@/lib/cn';
import { type Language, parseQuery, withoutToken, writeToken } from './language';
import { MistakeNote } from './mistake';
import { completed, useSuggestions } from './use-suggestions';

export interface QueryTexts<F extends string> {
  label: string;
  /** An example of a query. */
  hint: string;
  /** What a field is. */
  field: (field: F) => string;
  /** What a field takes, in a sentence. */
  expected: (field: string) => string;
}

interface QueryBarProps<F extends string, Filter extends { q?: string }> {
  language: Language<F, Filter>;
  texts: QueryTexts<F>;
  q: string | undefined;
  onChange: (q: string | undefined) => void;
}

/** What is looked for: tokens that hold, as chips, and a field for the next ones. Enter takes them over. */
export function QueryBar<F extends string, Filter extends { q?: string }>({
  language,
  texts,
  q = '',
  onChange,
}: QueryBarProps<F, Filter>) {
  const { t } = useTranslation('admin');
  const id = useId();
  const [draft, setDraft] = useState('');
  const [focused, setFocused] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [tried, setTried] = useState(false);
  // After Enter the eye is on what was found: suggestions would lie over it. They come back with the next key.
  const [settled, setSettled] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { tokens, mistake: written } = parseQuery(language, q);
  const suggestions = useSuggestions(language, texts.field, draft, focused && !settled);
  const typed = parseQuery(language, `${q} ${draft}`.trim());
  const wrong = tried ? { text: `${q} ${draft}`.trim(), mistake: typed.mistake } : { text: q, mistake: written };

  const edit = (text: string) => {
    setDraft(text);
    setChosen(-1);
    setTried(false);
    setSettled(false);
  };
  const commit = (text: string) => {
    const next = `${q} ${text}`.trim();
    if (parseQuery(language, next).mistake) return setTried(true);
    edit('');
    setSettled(true);
    onChange(next || undefined);
  };
  const pick = (index: number) => {
    const { text, open } = suggestions[index]!;
    const next = completed(draft, text);
    if (open) edit(next);
    else commit(next);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setSettled(false);
      if (suggestions.length === 0) return;
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((before) => (before + by + suggestions.length + (before < 0 && by < 0 ? 1 : 0)) % suggestions.length);
    } else if (event.key === 'Enter') {
      if (chosen >= 0 && suggestions[chosen]) pick(chosen);
      else commit(draft);
    } else if (event.key === 'Tab' && chosen >= 0 && suggestions[chosen]) pick(chosen);
    else if (event.key === 'Escape' && chosen >= 0) setChosen(-1);
    else if (event.key === 'Backspace' && draft === '' && tokens.length > 0) {
      // The last chip comes back as text, to be changed.
      edit(writeToken(tokens.at(-1)!));
      onChange(withoutToken(language, q, tokens.length - 1));
    } else return;
    event.preventDefault();
  };
  return (
    <div role="search" className="relative min-w-0 flex-1 basis-72">
      <div className="flex min-h-9 flex-wrap items-center gap-1.5 rounded-control border border-line-strong bg-surface py-1 ps-2.5 pe-1 focus-within:outline-2 focus-within:outline-accent touch:min-h-11">
        <Icon as={Search} className="shrink-0 text-ink-3" />
        {tokens.map((token, index) => (
          <button
            key={`${token.start}-${token.value}`}
            type="button"
            aria-label={t('query.remove', { name: writeToken(token) })}
            onClick={() => onChange(withoutToken(language, q, index))}
            className="flex h-6 max-w-full items-center gap-1 rounded-control bg-accent-wash ps-1.5 pe-1 font-mono text-meta touch:h-9"
          >
            <span className="truncate">{writeToken(token)}</span>
            <Icon as={X} />
          </button>
        ))}
        <input
          ref={field}
          role="combobox"
          aria-label={texts.label}
          aria-expanded={suggestions.length > 0}
          aria-controls={`${id}-suggestions`}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
          aria-invalid={wrong.mistake ? true : undefined}
          aria-describedby={wrong.mistake ? `${id}-mistake` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={400}
          value={draft}
          placeholder={tokens.length === 0 ? texts.hint : undefined}
          onChange={(event) => edit(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onClick={() => setSettled(false)}
          onBlur={() => setFocused(false)}
          className="h-6 min-w-40 flex-1 bg-transparent font-mono text-console text-ink outline-none"
        />
      </div>
      {wrong.mistake && (
        <MistakeNote
          id={`${id}-mistake`}
          text={wrong.text}
          mistake={wrong.mistake}
          expected={texts.expected(wrong.mistake.field ?? '')}
        />
      )}
      <ul
        id={`${id}-suggestions`}
        role="listbox"
        aria-label={t('query.suggestions')}
        hidden={suggestions.length === 0}
        className={cn(POPUP, 'absolute inset-x-0 top-full z-30 mt-1 max-h-80 max-w-xl overflow-y-auto')}
      >
        {suggestions.map(({ text, hint }, index) => (
          <li
            key={text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            // Not click: by then the field has lost the focus and the list is gone.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(index);
            }}
            className="flex min-h-8 cursor-default items-center justify-between gap-4 rounded-control px-2 hover:bg-sunken aria-selected:bg-accent-wash touch:min-h-11"
          >
            <span className="truncate font-mono text-console">{text}</span>
            <span className="tabular shrink-0 text-meta text-ink-3">{hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
