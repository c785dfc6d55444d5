import { type Model } from '@pocket-llm/api-client';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Picker } from '@/components/ui/picker';
import { setPrefs } from '@/lib/prefs';
import { useModels } from '@/lib/use-model';
import { groupModels } from './group-models';
import { ModelLine } from './model-line';

const idOf = ({ id }: Model) => id;
const textOf = ({ display_name, name, parameter_size, quantization }: Model) =>
  [display_name, name, parameter_size, quantization].filter(Boolean).join(' ');
const isDisabled = ({ available }: Model) => !available;

/**
 * A searchable list of models, grouped by readiness. The selected model answers the next message; an answer in flight
 * keeps its model.
 */
export default function ModelList({ trigger, startOpen }: { trigger: ReactElement; startOpen?: boolean }) {
  const { t } = useTranslation('models');
  const { query, models, model } = useModels();
  const groups = groupModels(models).map((group) => ({ value: t(group.readiness), items: group.models }));
  return (
    <Picker
      trigger={trigger}
      startOpen={startOpen}
      onOpenChange={(open) => open && void query.refetch()}
      label={t('search')}
      placeholder={t('search')}
      empty={t('noHit')}
      groups={groups}
      value={model}
      onChange={({ name }) => setPrefs({ model: name })}
      idOf={idOf}
      textOf={textOf}
      isDisabled={isDisabled}
      className="w-[26rem]"
    >
      {(one) => <ModelLine model={one} />}
    </Picker>
  );
}
