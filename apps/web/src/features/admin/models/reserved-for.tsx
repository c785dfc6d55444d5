import { type AdminModel } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { AllOrThese } from '../rights/all-or-these';
import { groupsQuery } from '../rights/api';
import { useGroupWords } from '../rights/words';
import { useUpdateModel } from './api';

/** For which groups a model is reserved; or for nobody in particular. */
export default function ReservedFor({ model }: { model: AdminModel }) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  const query = useQuery(groupsQuery);
  const save = useUpdateModel(model.id);
  if (query.isPending) return <Skeleton rows={2} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <p className="text-console text-ink-2">{t('reserved.text')}</p>
      {query.data.length === 0 && (
        <p className="text-console text-ink-2">
          {t('reserved.noGroups')}{' '}
          <Link to="/admin/groups" className="text-accent-ink underline underline-offset-3">
            {t('reserved.toGroups')}
          </Link>
        </p>
      )}
      {(query.data.length > 0 || model.group_ids !== null) && (
        <AllOrThese
          label={t('reserved.title')}
          all={t('reserved.nobody')}
          these={t('reserved.these')}
          saved={model.group_ids}
          items={query.data.map((group) => ({ id: group.id, name: group.name, note: words.people(group) }))}
          searchLabel={t('search')}
          noneNote={t('reserved.closed')}
          saving={{ ...save, mutate: (group_ids) => save.mutate({ group_ids }) }}
        />
      )}
    </>
  );
}
