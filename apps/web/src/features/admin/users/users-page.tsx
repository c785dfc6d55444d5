import { usersList } from '@pocket-llm/api-client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, Th } from '@/components/ui/table';
import { UserRow } from './user-row';

/** Everybody with an account. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await usersList({ signal })).data,
});

/** Accounts, their roles and whether they are let in. */
export function UsersPage() {
  const { t } = useTranslation('admin');
  const query = useQuery(usersQuery);
  const [filter, setFilter] = useState('');
  const all = query.data ?? [];
  const wanted = filter.trim().toLowerCase();
  const users = all.filter(({ username, email }) => `${username} ${email}`.toLowerCase().includes(wanted));
  return (
    <Page title={t('users.title')}>
      {all.length > 1 && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={t('users.search')}
          placeholder={t('users.search')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="max-w-sm"
        />
      )}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={10} className="h-9" />}
      {users.length > 0 && (
        <Table label={t('users.title')}>
          <thead>
            <tr>
              <Th>{t('users.name')}</Th>
              <Th>{t('users.role')}</Th>
              <Th>{t('users.status')}</Th>
              <Th>{t('users.lastLogin')}</Th>
              <Th>{t('users.created')}</Th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow key={user.id} user={user} />
            ))}
          </tbody>
        </Table>
      )}
      {query.isSuccess && users.length === 0 && <p className="text-ink-2">{t('users.none')}</p>}
      {query.isSuccess && all.length === 1 && <p className="text-ink-2">{t('users.only')}</p>}
    </Page>
  );
}
