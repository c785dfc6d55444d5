import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Gauge, Plus, UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useNarrow } from '@/lib/use-media';
import { usersQuery } from './api';
import { FilterBar } from './filter-bar';
import { Inspector } from './inspector';
import { UserList } from './user-list';
import { UserTable } from './user-table';

const CreateDialog = lazy(() => import('./create-dialog'));
const InviteDialog = lazy(() => import('./invite-dialog'));
const RoleQuotasDialog = lazy(() => import('./role-quotas-dialog'));

/** The accounts: their roles, status and quotas. */
export function UsersPage() {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const search = useSearch({ from: '/app/admin/users' });
  const navigate = useNavigate({ from: '/admin/users' });
  const query = useInfiniteQuery(usersQuery(search));
  const [openDialog, setOpenDialog] = useState<'create' | 'invite' | 'quotas'>();
  const users = query.data?.pages.flatMap((page) => page.users) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const filtered = Boolean(search.q ?? search.role ?? search.state);
  const opened = users.find(({ id }) => id === search.user);
  const open = (user?: string) => void navigate({ search: (before) => ({ ...before, user }) });
  const Users = useNarrow() ? UserList : UserTable;
  const done = () => setOpenDialog(undefined);
  return (
    <Page
      title={t('title')}
      lead={query.isSuccess ? t('count', { count: total }) : undefined}
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
      <FilterBar search={search} />
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={10} className="h-10" />}
      {users.length > 0 && <Users users={users} onOpen={open} />}
      {query.hasNextPage && (
        <Button className="self-start" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {common('loadMore')}
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
