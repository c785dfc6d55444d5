import { type GroupDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { InspectorPart, InspectorSheet } from '../inspector/inspector-sheet';
import { allModelsQuery } from '../models/api';
import { BUDGET_NAMES } from '../users/quota-draft';
import { QuotaEditor } from '../users/quota-editor';
import { useChangeGroup } from '../rights/api';
import { DeleteDialog } from './delete-dialog';
import { Members } from './members';
import { ModelChoice } from './model-choice';
import { NameForm } from './name-form';
import { LONG_ANSWER_TOKENS, useGroupWords } from '../rights/words';

interface GroupInspectorProps {
  group: GroupDto;
  onClose: () => void;
}

/** The details of a group: its people, models and quota, and its deletion. */
export function GroupInspector({ group, onClose }: GroupInspectorProps) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  const models = useQuery(allModelsQuery);
  const [deleting, setDeleting] = useState(false);
  return (
    <InspectorSheet
      title={group.name}
      heading={
        <>
          <h2 className="text-section font-semibold wrap-anywhere">{group.name}</h2>
          <p className="text-console wrap-anywhere text-ink-2">
            {group.source === 'manual'
              ? t('byHand')
              : t('fromProvider', { source: words.source(group), name: group.external_id ?? group.name })}
          </p>
        </>
      }
      onClose={onClose}
      dialog={
        deleting && (
          <DeleteDialog
            group={group}
            models={models.data ?? []}
            onClose={() => setDeleting(false)}
            onDeleted={onClose}
          />
        )
      }
    >
      <InspectorPart title={t('people')}>
        <Members group={group} />
      </InspectorPart>
      <InspectorPart title={t('models')}>
        <ModelChoice group={group} />
      </InspectorPart>
      <InspectorPart title={t('quota')}>
        <GroupQuota group={group} />
      </InspectorPart>
      <InspectorPart title={t('budget')}>
        <GroupBudget group={group} />
      </InspectorPart>
      <InspectorPart title={t('nameAnd')}>
        <NameForm group={group} />
      </InspectorPart>
      <InspectorPart title={t('danger')}>
        <Button size="sm" variant="danger" className="self-start" onClick={() => setDeleting(true)}>
          {t('delete')}
        </Button>
      </InspectorPart>
    </InspectorSheet>
  );
}

/** What a member may use at least, and how much that is. */
function GroupQuota({ group }: { group: GroupDto }) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const words = useGroupWords();
  const save = useChangeGroup(group.id);
  return (
    <QuotaEditor
      quota={group.quota}
      label={t('quota')}
      action={common('save')}
      empty={t('quotaEmpty')}
      saving={{ ...save, mutate: (quota) => save.mutate({ quota }) }}
      heading={<p className="text-console text-ink-2">{t('quotaText')}</p>}
      noteOf={(quota) => (
        <p className="text-console">
          {words.follows(quota)}{' '}
          {quota.tokens_per_day !== undefined && (
            <span className="text-meta text-ink-3">{t('follows.how', { count: LONG_ANSWER_TOKENS })}</span>
          )}
        </p>
      )}
    />
  );
}

/** What all members may use together. */
function GroupBudget({ group }: { group: GroupDto }) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const save = useChangeGroup(group.id);
  return (
    <QuotaEditor
      quota={group.budget}
      label={t('budget')}
      action={common('save')}
      limits={BUDGET_NAMES}
      saving={{ ...save, mutate: (budget) => save.mutate({ budget }) }}
      heading={<p className="text-console text-ink-2">{t('budgetText')}</p>}
    />
  );
}
