import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { DateFilter } from '@/components/ui/date-filter';
import { Select } from '@/components/ui/select';
import { modelsQuery } from '@/lib/queries';
import { type HistorySearch } from './url';
import { isNarrowed } from './filters';

const ANY = '';

interface FilterBarProps {
  search: HistorySearch;
  onChange: (change: Partial<HistorySearch>) => void;
}

/** The filters of the history. On a narrow screen the row scrolls sideways. */
export function FilterBar({ search, onChange }: FilterBarProps) {
  const { t } = useTranslation('history');
  const models = useQuery(modelsQuery).data ?? [];
  const names = [...new Set([...models.map(({ name }) => name), ...(search.model ? [search.model] : [])])];
  return (
    <div
      role="group"
      aria-label={t('filters')}
      className="-mx-4 flex items-center gap-2 overflow-x-auto px-4 py-1 md:-mx-6 md:px-6"
    >
      <DateFilter search={search} onChange={onChange} />
      <Select
        label={t('model')}
        size="pill"
        highlighted={search.model !== undefined}
        value={search.model ?? ANY}
        options={[
          { value: ANY, label: t('anyModel') },
          ...names.map((name) => ({
            value: name,
            label: models.find((model) => model.name === name)?.display_name ?? name,
          })),
        ]}
        onChange={(model) => onChange({ model: model || undefined })}
      />
      <Chip on={search.pinned ?? false} onChange={(on) => onChange({ pinned: on || undefined })}>
        {t('pinned')}
      </Chip>
      <Chip on={search.code ?? false} onChange={(on) => onChange({ code: on || undefined })}>
        {t('code')}
      </Chip>
      <Chip on={search.archived ?? false} onChange={(on) => onChange({ archived: on || undefined })}>
        {t('archived')}
      </Chip>
      {isNarrowed(search) && (
        <Button variant="quiet" size="pill" onClick={() => onChange(NO_FILTER)}>
          {t('dropFilters')}
        </Button>
      )}
    </div>
  );
}

/** Removes every filter but keeps the search text. */
export const NO_FILTER: Partial<HistorySearch> = {
  model: undefined,
  date: undefined,
  from: undefined,
  to: undefined,
  pinned: undefined,
  archived: undefined,
  code: undefined,
};
