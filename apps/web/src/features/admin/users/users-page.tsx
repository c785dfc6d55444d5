import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type AdminUserDto } from '@pocket-llm/api-client';
import { Gauge, Plus, UserPlus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useUser } from '@/lib/session';
import { useNarrow } from '@/lib/use-media';
import { type Selection, useSelection } from '@/lib/use-selection';
import { usersQuery } from './api';
import { type BulkFailure } from './bulk-failures';
import { FilterBar } from './filter-bar';
import { Inspector } from './inspector';
import { OpenInvites } from './open-invites';
import { type UserSearch } from './url';
import { UserList } from './user-list';
import { UserTable } from './user-table';
import { useUserKeys } from './use-user-keys';

const BulkBar = lazy(() => import('./bulk-bar'));
const BulkFailures = lazy(() => import('./bulk-failures'));
const CreateDialog = lazy(() => import('./create-dialog'));
const InviteDialog = lazy(() => import('./invite-dialog'));
const RoleQuotasDialog = lazy(() => import('./role-quotas-dialog'));

const NONE: AdminUserDto[] = [];

/** The accounts: their roles, status and quotas. */
export function UsersPage() {
  const { t } = useTranslation('people');
  const search = useSearch({ from: '/app/admin/users' });
  const navigate = useNavigate({ from: '/admin/users' });
  const query = useInfiniteQuery(usersQuery(search));
  const [openDialog, setOpenDialog] = useState<'create' | 'invite' | 'quotas'>();
  const users = query.data?.pages.flatMap((page) => page.users) ?? NONE;
  const { selection, chosen, selectable } = useChosen(users);
  const total = query.data?.pages[0]?.total ?? 0;
  const filtered = Boolean(search.q ?? search.role ?? search.state ?? search.group);
  const opened = users.find(({ id }) => id === search.user);
  const open = (user?: string) => void navigate({ search: (before) => ({ ...before, user }) });
  const Users = useNarrow() ? UserList : UserTable;
  const done = () => setOpenDialog(undefined);
  return (
    <Page
      title={t('title')}
      lead={query.isSuccess ? t('count', { count: total }) : undefined}
      actionsFollow
      actions={
        <>
          <Button onClick={() => setOpenDialog('quotas')}>
            <Icon as={Gauge} />
            {t('quotas')}
          </Button>
          <Button onClick={() => setOpenDialog('create')}>
            <Icon as={Plus} />
            {t('create')}
          </Button>
          <Button variant="primary" onClick={() => setOpenDialog('invite')}>
            <Icon as={UserPlus} />
            {t('invite')}
          </Button>
        </>
      }
    >
      <OpenInvites />
      <ListTools search={search} selection={selection} chosen={chosen} loaded={selectable.length} />
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={10} className="h-10" />}
      {users.length > 0 && (
        <Users
          users={users}
          selection={selection}
          search={search}
          onSort={(sort) => void navigate({ search: (before) => ({ ...before, ...sort }), replace: true })}
          onOpen={open}
        />
      )}
      {query.hasNextPage && (
        <Button className="self-start" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('loadMore')}
        </Button>
      )}
      {query.isSuccess && users.length === 0 && (
        <div className="flex flex-col items-start gap-2">
          <p className="text-ink-2">{t('none')}</p>
          <Button size="sm" onClick={() => void navigate({ search: {} })}>
            {t('drop')}
          </Button>
        </div>
      )}
      {query.isSuccess && total === 1 && !filtered && <p className="text-ink-2">{t('only')}</p>}
      {opened && <Inspector user={opened} onClose={() => open()} />}
      <Suspense>
        {openDialog === 'create' && <CreateDialog onClose={done} />}
        {openDialog === 'invite' && <InviteDialog onClose={done} />}
        {openDialog === 'quotas' && <RoleQuotasDialog onClose={done} />}
      </Suspense>
    </Page>
  );
}

/** The selected accounts. One's own cannot be selected: nobody may lock themselves out. */
function useChosen(users: readonly AdminUserDto[]) {
  const self = useUser()?.id;
  const listed = useMemo(() => users.map(({ id }) => id), [users]);
  const selectable = useMemo(() => listed.filter((id) => id !== self), [listed, self]);
  const selection = useSelection(selectable);
  useUserKeys(listed, selectable, selection);
  return { selection, selectable, chosen: users.filter(({ id }) => selection.ids.has(id)) };
}

interface ListToolsProps {
  search: UserSearch;
  selection: Selection;
  chosen: readonly AdminUserDto[];
  /** Number of accounts that can be selected. */
  loaded: number;
}

/** The filters, or in their place the actions for what is selected; and what the last action left undone. */
function ListTools({ search, selection, chosen, loaded }: ListToolsProps) {
  const [failures, setFailures] = useState<BulkFailure[]>([]);
  return (
    <>
      {chosen.length > 0 ? (
        <Suspense fallback={<Skeleton rows={1} className="h-10" />}>
          <BulkBar
            chosen={chosen}
            loaded={loaded}
            onAll={selection.all}
            onClear={selection.clear}
            onDone={(failed) => {
              setFailures(failed);
              selection.clear();
            }}
          />
        </Suspense>
      ) : (
        <FilterBar search={search} />
      )}
      <Suspense>{failures.length > 0 && <BulkFailures failures={failures} onClose={() => setFailures([])} />}</Suspense>
    </>
  );
}
