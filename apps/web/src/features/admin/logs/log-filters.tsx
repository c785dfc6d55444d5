import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { type LogSearch } from '@/lib/search';

const APPLY_AFTER_MS = 300;

/** What is looked for: text, time, and the attributes that were clicked, as chips that can be taken away. */
export function LogFilters({ search, onChange }: { search: LogSearch; onChange: (next: Partial<LogSearch>) => void }) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState(search.q ?? '');

  useEffect(() => setTyped(search.q ?? ''), [search.q]);
  useEffect(() => {
    const next = typed.trim() || undefined;
    if (next === search.q) return;
    const timer = setTimeout(() => onChange({ q: next }), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
    // Only typing starts the wait: `onChange` is new with every render.
  }, [typed]);

  const chips = [
    search.action && { name: `${t('logs.action')}: ${search.action}`, clear: { action: undefined } },
    search.status && { name: `${t('logs.status')}: ${search.status}`, clear: { status: undefined } },
    search.user && { name: `${t('logs.user')}: ${search.user}`, clear: { user: undefined } },
  ].filter((chip) => chip !== undefined && chip !== '' && chip !== 0);
  const any = chips.length > 0 || search.q || search.from || search.to;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <TextField size="sm" type="search" hideLabel label={t('logs.search')} placeholder={t('logs.searchHint')} value={typed} onChange={(event) => setTyped(event.target.value)} className="min-w-60 flex-1" />
        <label className="flex items-center gap-2 text-console text-ink-2">
          {t('logs.from')}
          <DateField value={search.from} onChange={(from) => onChange({ from })} />
        </label>
        <label className="flex items-center gap-2 text-console text-ink-2">
          {t('logs.to')}
          <DateField value={search.to} onChange={(to) => onChange({ to })} />
        </label>
      </div>
      {any && (
        <div className="flex flex-wrap items-center gap-2">
          {chips.map((chip) => (
            <Button key={chip.name} size="sm" aria-label={t('logs.remove', { name: chip.name })} onClick={() => onChange(chip.clear)}>
              {chip.name}
              <Icon as={X} />
            </Button>
          ))}
          <Button size="sm" variant="quiet" onClick={() => onChange({ q: undefined, action: undefined, status: undefined, user: undefined, from: undefined, to: undefined })}>
            {t('logs.clear')}
          </Button>
        </div>
      )}
    </div>
  );
}

const DateField = ({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) => (
  <input
    type="datetime-local"
    value={value ?? ''}
    onChange={(event) => onChange(event.target.value || undefined)}
    className="h-8 rounded-control border border-line-strong bg-surface px-2 text-console text-ink touch:h-11"
  />
);
