import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { type Language, type Mistake, type Token, writeToken } from './language';
import { Suggestions } from './suggestions';
import { useQueryDraft } from './use-query-draft';
import { completed, type Suggestion } from './use-suggestions';

export interface QueryTexts<F extends string> {
  label: string;
  /** An example query. */
  hint: string;
  /** Describes a field. */
  field: (field: F) => string;
  /** Describes a field's values in a sentence. */
  expected: (field: string) => string;
}

interface QueryBarProps<F extends string, Filter extends { q?: string }> {
  language: Language<F, Filter>;
  texts: QueryTexts<F>;
  q: string | undefined;
  onChange: (q: string | undefined) => void;
}

/** A query: its tokens as chips, and an input for further ones. Enter adds them to the query. */
export function QueryBar<F extends string, Filter extends { q?: string }>({
  language,
  texts,
  q = '',
  onChange,
}: QueryBarProps<F, Filter>) {
  const noteId = useId();
  const box = useRef<HTMLDivElement>(null);
  const highlighted = useRef<Suggestion>(undefined);
  const query = useQueryDraft({ language, hintOf: texts.field, q, onChange });
  const { draft, tokens, suggestions, wrong } = query;
  const onKeyDown = (event: KeyboardEvent & { preventBaseUIHandler: () => void }) => {
    if (event.nativeEvent.isComposing) return;
    const picked = highlighted.current;
    if (event.key === 'Enter' && !picked) query.commit();
    else if (event.key === 'Tab' && picked) query.pick(picked);
    else if (event.key === 'Backspace' && draft === '' && tokens.length > 0) query.editLastToken();
    else return;
    event.preventDefault();
    event.preventBaseUIHandler();
  };
  return (
    <div role="search" className="relative min-w-0 flex-1 basis-72">
      <Autocomplete.Root
        items={suggestions}
        filter={null}
        itemToStringValue={({ text }: Suggestion) => completed(draft, text)}
        value={draft}
        onValueChange={(text, { reason }) => reason === 'input-change' && query.edit(text)}
        open={query.open && suggestions.length > 0}
        onOpenChange={(open, { reason }) => reason !== 'item-press' && query.setOpen(open)}
        onItemHighlighted={(item) => (highlighted.current = item)}
      >
        <div
          ref={box}
          className={cn(
            'flex min-h-9 flex-wrap items-center gap-1.5 rounded-control border border-line-strong bg-surface',
            'py-1 ps-2.5 pe-1 focus-within:outline-2 focus-within:outline-accent touch:min-h-11',
          )}
        >
          <Icon as={Search} className="shrink-0 text-ink-3" />
          {tokens.map((token, index) => (
            <TokenChip key={`${token.start}-${token.value}`} token={token} onRemove={() => query.removeToken(index)} />
          ))}
          <Autocomplete.Input
            aria-label={texts.label}
            aria-invalid={wrong.mistake ? true : undefined}
            aria-describedby={wrong.mistake ? noteId : undefined}
            autoComplete="off"
            spellCheck={false}
            maxLength={400}
            placeholder={tokens.length === 0 ? texts.hint : undefined}
            onKeyDown={onKeyDown}
            onFocus={() => query.setOpen(true)}
            className="h-6 min-w-40 flex-1 bg-transparent font-mono text-console text-ink outline-none"
          />
        </div>
        <Suggestions anchor={box} onPick={query.pick} />
      </Autocomplete.Root>
      {wrong.mistake && (
        <MistakeNote
          id={noteId}
          text={wrong.text}
          mistake={wrong.mistake}
          expected={texts.expected(wrong.mistake.field ?? '')}
        />
      )}
    </div>
  );
}

function TokenChip({ token, onRemove }: { token: Token; onRemove: () => void }) {
  const { t } = useTranslation('admin');
  return (
    <button
      type="button"
      aria-label={t('query.remove', { name: writeToken(token) })}
      onClick={onRemove}
      className={cn(
        'flex h-6 max-w-full items-center gap-1 rounded-control bg-accent-wash ps-1.5 pe-1 font-mono text-meta',
        'touch:h-9',
      )}
    >
      <span className="truncate">{writeToken(token)}</span>
      <Icon as={X} />
    </button>
  );
}

interface MistakeNoteProps {
  id: string;
  text: string;
  mistake: Mistake;
  /** Describes the values of the mistake's field. */
  expected: string;
}

/** The query with its mistake underlined, and an explanation. */
function MistakeNote({ id, text, mistake: { kind, field = '', start, end }, expected }: MistakeNoteProps) {
  const { t } = useTranslation('admin');
  return (
    <p id={id} role="alert" className="mt-1 text-meta text-danger">
      <code className="font-mono break-all">
        {text.slice(0, start)}
        <mark className="bg-transparent text-danger underline decoration-mistakeMark underline-offset-3">
          {text.slice(start, end)}
        </mark>
        {text.slice(end)}
      </code>{' '}
      {t(`query.wrong.${kind}`, { field, expected })}
    </p>
  );
}
