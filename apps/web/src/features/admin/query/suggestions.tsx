import { Autocomplete } from '@base-ui/react/autocomplete';
import { type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { POPUP } from '@/components/ui/menu';
import { cn } from '@/lib/cn';
import { type Suggestion } from './use-suggestions';

interface SuggestionsProps {
  /** The element below which the list opens. */
  anchor: RefObject<HTMLElement | null>;
  onPick: (suggestion: Suggestion) => void;
}

/** The list of suggestions below the query. Needs an `Autocomplete.Root` around it. */
export function Suggestions({ anchor, onPick }: SuggestionsProps) {
  const { t } = useTranslation('admin');
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner anchor={anchor} align="start" sideOffset={4} className="z-50 outline-none">
        <Autocomplete.Popup className={cn(POPUP, 'max-h-80 w-(--anchor-width) max-w-xl overflow-y-auto')}>
          <Autocomplete.List aria-label={t('query.suggestions')}>
            {(suggestion: Suggestion) => (
              <Autocomplete.Item
                key={suggestion.text}
                value={suggestion}
                onClick={() => onPick(suggestion)}
                className={cn(
                  'flex min-h-8 cursor-default items-center justify-between gap-4 rounded-control px-2',
                  'data-highlighted:bg-accent-wash touch:min-h-11',
                )}
              >
                <span className="truncate font-mono text-console">{suggestion.text}</span>
                <span className="tabular shrink-0 text-meta text-ink-3">{suggestion.hint}</span>
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  );
}
