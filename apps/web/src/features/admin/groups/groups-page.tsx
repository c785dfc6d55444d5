import { ApiError, type GroupDto } from '@pocket-llm/api-client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useNarrow } from '@/lib/use-media';
import { allModelsQuery } from '../models/api';
import { groupQuery, groupsQuery } from '../rights/api';
import { CreateDialog } from './create-dialog';
import { GroupInspector } from './group-inspector';
import { GroupList, GroupTable } from './group-table';

/** With more groups than this, the list can be searched. */
const UNSEARCHED = 10;

/** The groups: their people, models and quotas. */
export function GroupsPage() {
  const { t } = useTranslation('groups');
  const { t: people } = useTranslation('people');
  const search = useSearch({ from: '/app/admin/groups' });
  const navigate = useNavigate({ from: '/admin/groups' });
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = useInfiniteQuery(groupsQuery(q));
  const [creating, setCreating] = useState(false);
  const groups = query.data?.pages.flatMap((page) => page.groups) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const isEmpty = query.isSuccess && total === 0 && q === '' && !query.isPlaceholderData;
  const open = (group?: string) => void navigate({ search: { group }, replace: group === undefined });
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Icon as={Plus} />
      {t('new')}
    </Button>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={query.isSuccess && !isEmpty && create}>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} className="h-10" />}
      {search.group !== undefined && (
        <OpenGroup
          key={search.group}
          id={search.group}
          listed={groups.find(({ id }) => id === search.group)}
          onClose={() => open()}
        />
      )}
      {isEmpty && (
        <div className="flex flex-col items-start gap-3">
          <p className="max-w-prose text-ink-2">{t('empty')}</p>
          <p className="max-w-prose text-ink-2">{t('emptyStep')}</p>
          {create}
        </div>
      )}
      {(total > UNSEARCHED || typed !== '') && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={t('search')}
          placeholder={t('search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="w-full max-w-72"
        />
      )}
      {query.isSuccess && !isEmpty && <Groups groups={groups} onOpen={open} />}
      {query.hasNextPage && (
        <Button
          size="sm"
          className="self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {people('loadMore')}
        </Button>
      )}
      {creating && (
        <CreateDialog
          onClose={() => setCreating(false)}
          onMade={({ id }) => {
            setCreating(false);
            open(id);
          }}
        />
      )}
    </Page>
  );
}

interface OpenGroupProps {
  id: string;
  /** As the list has it, until it is read by itself. */
  listed: GroupDto | undefined;
  onClose: () => void;
}

/** The details of the group in the address, which may be gone or beyond the part of the list that is shown. */
function OpenGroup({ id, listed, onClose }: OpenGroupProps) {
  const { t } = useTranslation('groups');
  const query = useQuery({ ...groupQuery(id), placeholderData: listed });
  if (query.error instanceof ApiError && query.error.code === 'group.not-found')
    return (
      <Hint className="flex flex-wrap items-center justify-between gap-3">
        <span role="status">{t('gone')}</span>
        <Button size="sm" onClick={onClose}>
          {t('goneClose')}
        </Button>
      </Hint>
    );
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return query.data && <GroupInspector group={query.data} onClose={onClose} />;
}

function Groups({ groups, onOpen }: { groups: GroupDto[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('groups');
  const allModels = useQuery(allModelsQuery).data?.length ?? 0;
  const List = useNarrow() ? GroupList : GroupTable;
  return groups.length > 0 ? (
    <List groups={groups} allModels={allModels} onOpen={onOpen} />
  ) : (
    <p role="status" className="text-ink-2">
      {t('noneFound')}
    </p>
  );
}
