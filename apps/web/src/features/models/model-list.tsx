import { type Model } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Picker } from '@/components/ui/picker';
import { hasRole, useUser } from '@/lib/session';
import { isUnpulled, setModel, unavailableReason, useModels } from '@/lib/use-model';
import { groupModels, withoutUnpulled } from './group-models';
import { ModelLine } from './model-line';

const idOf = ({ id }: Model) => id;
const textOf = ({ display_name, name, parameter_size, quantization }: Model) =>
  [display_name, name, parameter_size, quantization].filter(Boolean).join(' ');
const isDisabled = ({ available }: Model) => !available;

interface ModelListProps {
  trigger: ReactElement;
  startOpen?: boolean;
  /** The thread whose model it is; without one that of new chats. */
  threadId: string | undefined;
}

/**
 * A searchable list of models, grouped by readiness; for administrators also those that could be pulled. The selected
 * model answers the next message; an answer in flight keeps its model.
 */
export default function ModelList({ trigger, startOpen, threadId }: ModelListProps) {
  const { t } = useTranslation('models');
  const { query, models, model } = useModels(threadId);
  const isAdmin = hasRole(useUser(), 'admin');
  const listed = isAdmin ? models : withoutUnpulled(models, model);
  const groups = groupModels(listed).map((group) => ({
    value: group.outage ? t('outage', { server: t(`provider.${group.models[0]!.provider}`) }) : t(group.readiness),
    note: group.outage && unavailableReason(group.models[0]!, t, isAdmin),
    items: group.models,
  }));
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
      onChange={({ name }) => setModel(name, threadId)}
      idOf={idOf}
      textOf={textOf}
      isDisabled={isDisabled}
      className="w-[28.5rem]"
      footer={
        isAdmin &&
        listed.some(isUnpulled) && (
          <Link to="/admin/models" className={buttonClass('quiet', 'sm')}>
            {t('pull')}
          </Link>
        )
      }
    >
      {(one) => <ModelLine model={one} />}
    </Picker>
  );
}
