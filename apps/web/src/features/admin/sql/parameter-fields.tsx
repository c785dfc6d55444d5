import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { cn } from '@/lib/cn';
import { editValue, type Tab, valuesFor } from './tabs-store';

/** A field for every parameter of the tab's text. NULL is a choice of its own, since an empty field is empty text. */
export default function ParameterFields({ tab }: { tab: Tab }) {
  const { t } = useTranslation('sql');
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{t('parameters.label')}</legend>
      <ul
        className={cn(
          'grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-x-4 gap-y-2 p-0.5',
          'md:max-h-40 md:overflow-y-auto',
        )}
      >
        {Object.entries(valuesFor(tab.sql, tab)).map(([name, value]) => (
          <li key={name} className="flex min-w-0 items-end gap-2">
            <TextField
              size="sm"
              label={`:${name}`}
              value={value ?? ''}
              disabled={value === null}
              placeholder={t(value === null ? 'null' : 'empty')}
              maxLength={10_000}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={({ target }) => editValue(name, target.value)}
              className="min-w-0 flex-1 font-mono"
            />
            <label className="flex h-8 shrink-0 items-center gap-1.5 font-mono text-meta text-ink-2 touch:h-11">
              <input
                type="checkbox"
                checked={value === null}
                aria-label={t('parameters.null', { name })}
                onChange={({ target }) => editValue(name, target.checked ? null : '')}
                className="size-4 accent-ink"
              />
              {t('null')}
            </label>
          </li>
        ))}
      </ul>
      <p className="text-meta text-ink-3">{t('parameters.hint')}</p>
    </fieldset>
  );
}
