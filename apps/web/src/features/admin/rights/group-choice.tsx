import { type GroupDto, type GroupSource } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Ticks } from './all-or-these';
import { groupChoicesQuery, groupNamesQuery } from './api';
import { useGroupWords } from './words';

/** Groups to choose from: all of them or, where there are more than one request takes, those that a text finds. */
function useChoices(source?: GroupSource) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const all = useQuery(groupChoicesQuery('', source));
  const isMany = all.data !== undefined && all.data.total > all.data.groups.length;
  const found = useQuery({ ...groupChoicesQuery(q, source), enabled: isMany });
  const groups = (isMany ? found.data : all.data)?.groups ?? [];
  return { query: all, groups, q, search: { typed, isOn: isMany, onTyped: setTyped } };
}

interface GroupSelectProps {
  label: string;
  /** What is shown for no group. */
  none: string;
  value: string | undefined;
  /** Offers only groups of this source. */
  source?: GroupSource;
  isOffered?: (group: GroupDto) => boolean;
  size?: 'sm' | 'pill';
  disabled?: boolean;
  onChange: (id: string | undefined) => void;
}

/** Selects one group; nothing is shown where there is none. With very many a search field is beside it. */
export function GroupSelect({ label, none, value, source, isOffered, size, disabled, onChange }: GroupSelectProps) {
  const { t } = useTranslation('groups');
  const { groups, search } = useChoices(source);
  const chosen = useQuery(groupNamesQuery(value === undefined ? [] : [value])).data;
  const offered = groups.filter((group) => group.id === value || (isOffered?.(group) ?? true));
  const isElsewhere = value !== undefined && !offered.some(({ id }) => id === value);
  if (offered.length === 0 && !search.isOn && value === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {search.isOn && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={t('search')}
          placeholder={t('search')}
          value={search.typed}
          onChange={(event) => search.onTyped(event.target.value)}
          className="w-40"
        />
      )}
      <Select
        size={size}
        label={label}
        highlighted={size === 'pill' && value !== undefined}
        value={value ?? ''}
        disabled={disabled}
        options={[
          { value: '', label: none },
          ...(isElsewhere ? [{ value, label: chosen?.get(value) ?? '…' }] : []),
          ...offered.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange(id || undefined)}
      />
    </div>
  );
}

interface GroupTicksProps {
  label: string;
  ids: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Groups to tick. Those that are ticked are there also where only some of very many are shown. */
export function GroupTicks({ label, ids, onChange }: GroupTicksProps) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  const { query, groups, q, search } = useChoices();
  const hidden = q === '' ? ids.filter((one) => !groups.some(({ id }) => id === one)) : [];
  const names = useQuery(groupNamesQuery(hidden)).data;
  const ticked = hidden.flatMap((id) => {
    const name = names?.get(id);
    return name === undefined ? [] : [{ id, name }];
  });
  if (query.isPending) return <Skeleton rows={2} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Ticks
      label={label}
      ids={ids}
      items={[...ticked, ...groups.map((group) => ({ id: group.id, name: group.name, note: words.people(group) }))]}
      searchLabel={t('search')}
      search={search.isOn ? search : undefined}
      onChange={onChange}
    />
  );
}
