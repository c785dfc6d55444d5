import { Search, X } from 'lucide-react';
import { type Ref, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';

const SEARCH_DEBOUNCE_MS = 250;
const MAX_CHARS = 200;

interface SearchFieldProps {
  q: string | undefined;
  onSearch: (q: string | undefined) => void;
  /** Moves on to the results. */
  onDown: () => void;
  ref: Ref<HTMLInputElement>;
}

/** The search field. The address is updated when typing pauses. */
export function SearchField({ q, onSearch, onDown, ref }: SearchFieldProps) {
  const { t } = useTranslation('history');
  const [typed, setTyped] = useState(q ?? '');
  const [seen, setSeen] = useState(q);
  const [sent, setSent] = useState(q);
  const search = useCallback(
    (text: string) => {
      const next = text.trim() || undefined;
      setSent(next);
      onSearch(next);
    },
    [onSearch],
  );
  // The address usually repeats what was typed here. Otherwise it was changed elsewhere: by going back, or by clearing
  // the search.
  if (q !== seen) {
    setSeen(q);
    if (q !== sent) {
      setSent(q);
      setTyped(q ?? '');
    }
  }
  useEffect(() => {
    if ((typed.trim() || undefined) === sent) return;
    const timer = setTimeout(() => search(typed), SEARCH_DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [typed, sent, search]);
  return (
    <div role="search" className="group flex flex-col gap-1">
      <div className="relative">
        <Icon as={Search} size={20} className="pointer-events-none absolute start-3 top-3 text-ink-3" />
        <input
          ref={ref}
          type="search"
          dir="auto"
          value={typed}
          maxLength={MAX_CHARS}
          aria-label={t('search')}
          aria-describedby="search-hint"
          placeholder={t('search')}
          className={`${INPUT} h-11 ps-10 pe-11 text-prose [&::-webkit-search-cancel-button]:hidden`}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') search(typed);
            else if (event.key === 'ArrowDown') onDown();
            else if (event.key === 'Escape' && typed !== '') setTyped('');
            else return;
            event.preventDefault();
          }}
        />
        {typed !== '' && (
          <IconButton
            icon={X}
            label={t('drop')}
            className="absolute end-1.5 top-1.5 touch:top-0"
            onClick={() => setTyped('')}
          />
        )}
      </div>
      <p id="search-hint" className="text-meta text-ink-3 max-md:hidden max-md:group-focus-within:block">
        {t('hint')}
      </p>
    </div>
  );
}
