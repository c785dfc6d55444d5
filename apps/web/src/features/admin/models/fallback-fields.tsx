import { type AdminModel } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { allModelsQuery } from './api';

/** As many as the server takes. */
const MOST_FALLBACKS = 5;

interface FallbackFieldsProps {
  model: AdminModel;
  /** Ids, in the order in which they are tried. */
  ids: string[];
  onChange: (ids: string[]) => void;
}

/** The models that answer while this one is out, in order. */
export function FallbackFields({ model, ids, onChange }: FallbackFieldsProps) {
  const { t } = useTranslation('pulls');
  const all = useQuery(allModelsQuery).data ?? [];
  const nameOf = (id: string) => all.find((one) => one.id === id)?.display_name ?? id;
  const offered = all.filter(({ id }) => id !== model.id && !ids.includes(id));
  return (
    <div role="group" aria-label={t('fallbacks')} className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{t('fallbacks')}</span>
      {ids.length > 0 && (
        <ol className="flex flex-col text-console">
          {ids.map((id, at) => (
            <li key={id} className="flex items-center justify-between gap-2">
              <span className="min-w-0 wrap-anywhere">
                {at + 1}. {nameOf(id)}
              </span>
              <IconButton
                icon={X}
                label={t('fallbackRemove', { name: nameOf(id) })}
                onClick={() => onChange(ids.filter((one) => one !== id))}
              />
            </li>
          ))}
        </ol>
      )}
      {ids.length < MOST_FALLBACKS && offered.length > 0 && (
        <Select
          label={t('fallbackAdd')}
          value=""
          options={[
            { value: '', label: t('fallbackAdd') },
            ...offered.map(({ id, display_name }) => ({ value: id, label: display_name })),
          ]}
          onChange={(id) => id && onChange([...ids, id])}
        />
      )}
      <p className="text-meta text-ink-3">{t('fallbacksHint')}</p>
    </div>
  );
}
