import { type AdminModel, type GroupDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatList } from '@/lib/format';
import { allModelsQuery } from '../models/api';
import { AllOrThese, Ticks } from '../rights/all-or-these';
import { groupChoicesQuery, groupNamesQuery, useChangeGroup } from '../rights/api';
import { useGroupWords } from '../rights/words';

const MOST_NAMES = 4;

/** The models that a group allows, with who else has each. */
export function ModelChoice({ group }: { group: GroupDto }) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  const query = useQuery(allModelsQuery);
  const choices = useQuery(groupChoicesQuery(''));
  const names = useQuery(groupNamesQuery((query.data ?? []).flatMap(({ group_ids }) => group_ids ?? []))).data;
  const save = useChangeGroup(group.id);
  if (query.isPending) return <Skeleton rows={3} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  // Of very many groups only some are here, and what they allow is not all that there is to say.
  const known = choices.data && choices.data.groups.length === choices.data.total ? choices.data.groups : undefined;
  const listOf = (some: readonly string[], count: number) =>
    formatList(count > MOST_NAMES ? [...some.slice(0, MOST_NAMES), t('more', { count: count - MOST_NAMES })] : some);
  const noteOf = ({ id, is_enabled, group_ids }: AdminModel): string | undefined => {
    if (!is_enabled) return t('noteOff');
    if (group_ids?.length === 0) return t('noteNobody');
    if (group_ids && !group_ids.includes(group.id)) {
      const first = group_ids.flatMap((one) => names?.get(one) ?? []);
      return t('noteReserved', { groups: listOf(first, group_ids.length) });
    }
    if (group_ids) return t('noteOurs');
    const sharing = known?.filter(
      (one) => one.id !== group.id && one.models_decided && (one.model_ids === null || one.model_ids.includes(id)),
    );
    if (!sharing) return undefined;
    const first = sharing.map(({ name }) => name);
    return sharing.length > 0 ? t('noteAlso', { groups: listOf(first, sharing.length) }) : t('noteAlone');
  };
  const reserved = query.data.filter(({ group_ids }) => group_ids?.includes(group.id));
  return (
    <>
      {!group.models_decided && <Hint className="text-console">{t('undecided', { source: words.source(group) })}</Hint>}
      <p className="text-console text-ink-2">{t('modelsText')}</p>
      <AllOrThese
        label={t('models')}
        all={t('allowAll')}
        these={t('allowThese')}
        saved={group.models_decided ? group.model_ids : undefined}
        noneNote={t('allowNone')}
        saving={{ ...save, mutate: (model_ids) => save.mutate({ model_ids }) }}
      >
        {(ids, onChange) => (
          <Ticks
            label={t('allowThese')}
            ids={ids}
            items={query.data.map((model) => ({ id: model.id, name: model.display_name, note: noteOf(model) }))}
            searchLabel={t('searchModels')}
            onChange={onChange}
          />
        )}
      </AllOrThese>
      {reserved.length > 0 && (
        <p className="text-console text-ink-2">
          {t('reservedHere', { models: formatList(reserved.map(({ display_name }) => display_name)) })}
        </p>
      )}
    </>
  );
}
