import { type AdminModel, type GroupDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatList } from '@/lib/format';
import { allModelsQuery } from '../models/api';
import { AllOrThese } from '../rights/all-or-these';
import { useChangeGroup } from '../rights/api';

const MOST_NAMES = 4;

/** The models that a group allows, with who else has each. */
export function ModelChoice({ group, groups }: { group: GroupDto; groups: readonly GroupDto[] }) {
  const { t } = useTranslation('groups');
  const query = useQuery(allModelsQuery);
  const save = useChangeGroup(group.id);
  if (query.isPending) return <Skeleton rows={3} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const others = groups.filter(({ id }) => id !== group.id);
  const namesOf = (some: readonly GroupDto[]) => {
    const names = some.slice(0, MOST_NAMES).map(({ name }) => name);
    return formatList(some.length > MOST_NAMES ? [...names, t('more', { count: some.length - MOST_NAMES })] : names);
  };
  const noteOf = ({ id, is_enabled, group_ids }: AdminModel): string => {
    if (!is_enabled) return t('noteOff');
    if (group_ids?.length === 0) return t('noteNobody');
    if (group_ids && !group_ids.includes(group.id))
      return t('noteReserved', { groups: namesOf(others.filter((one) => group_ids.includes(one.id))) });
    const sharing = others.filter(({ model_ids }) => model_ids === null || model_ids.includes(id));
    if (group_ids) return t('noteOurs');
    return sharing.length > 0 ? t('noteAlso', { groups: namesOf(sharing) }) : t('noteAlone');
  };
  const reserved = query.data.filter(({ group_ids }) => group_ids?.includes(group.id));
  return (
    <>
      <p className="text-console text-ink-2">{t('modelsText')}</p>
      <AllOrThese
        label={t('models')}
        all={t('allowAll')}
        these={t('allowThese')}
        saved={group.model_ids}
        items={query.data.map((model) => ({ id: model.id, name: model.display_name, note: noteOf(model) }))}
        searchLabel={t('searchModels')}
        noneNote={t('allowNone')}
        saving={{ ...save, mutate: (model_ids) => save.mutate({ model_ids }) }}
      />
      {reserved.length > 0 && (
        <p className="text-console text-ink-2">
          {t('reservedHere', { models: formatList(reserved.map(({ display_name }) => display_name)) })}
        </p>
      )}
    </>
  );
}
