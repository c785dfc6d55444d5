import { type AdminModel } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { AllOrThese } from '../rights/all-or-these';
import { groupChoicesQuery } from '../rights/api';
import { GroupTicks } from '../rights/group-choice';
import { useUpdateModel } from './api';

/** For which groups a model is reserved; or for nobody in particular. */
export default function ReservedFor({ model }: { model: AdminModel }) {
  const { t } = useTranslation('groups');
  const query = useQuery(groupChoicesQuery(''));
  const save = useUpdateModel(model.id);
  if (query.isPending) return <Skeleton rows={2} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <p className="text-console text-ink-2">{t('reserved.text')}</p>
      {query.data.total === 0 && (
        <p className="text-console text-ink-2">
          {t('reserved.noGroups')}{' '}
          <Link to="/admin/groups" className="text-accent-ink underline underline-offset-3">
            {t('reserved.toGroups')}
          </Link>
        </p>
      )}
      {(query.data.total > 0 || model.group_ids !== null) && (
        <AllOrThese
          label={t('reserved.title')}
          all={t('reserved.nobody')}
          these={t('reserved.these')}
          saved={model.group_ids}
          noneNote={t('reserved.closed')}
          saving={{ ...save, mutate: (group_ids) => save.mutate({ group_ids }) }}
        >
          {(ids, onChange) => <GroupTicks label={t('reserved.these')} ids={ids} onChange={onChange} />}
        </AllOrThese>
      )}
    </>
  );
}
