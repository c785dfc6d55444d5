import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { modelsQuery } from '@/lib/queries';
import { Check, Group } from './fields';
import { type KeyDraft } from './key-draft';

interface ModelsFieldProps {
  draft: KeyDraft;
  error: string | undefined;
  onChange: (change: Partial<KeyDraft>) => void;
}

/** The models that the key may use. "All" includes future ones. */
export function ModelsField({ draft, error, onChange }: ModelsFieldProps) {
  const { t } = useTranslation('developer');
  const models = useQuery(modelsQuery).data ?? [];
  const { modelIds } = draft;
  return (
    <Group legend={t('models')} error={error}>
      <Check checked={draft.allModels} onChange={(allModels) => onChange({ allModels })}>
        {t('allModels')}
      </Check>
      {!draft.allModels && (
        <div
          role="group"
          aria-label={t('models')}
          className="grid max-h-44 gap-x-4 overflow-y-auto rounded-control border border-line px-3 py-1 sm:grid-cols-2"
        >
          {models.map(({ id, display_name }) => (
            <Check
              key={id}
              checked={modelIds.includes(id)}
              onChange={(on) => onChange({ modelIds: on ? [...modelIds, id] : modelIds.filter((one) => one !== id) })}
            >
              {display_name}
            </Check>
          ))}
        </div>
      )}
    </Group>
  );
}
