import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Table, Th } from '@/components/ui/table';
import { UserRow } from './user-row';

/** The accounts of a list. */
export function UserTable({ users, onOpen }: { users: AdminUserDto[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('people');
  const most = Math.max(0, ...users.map(({ tokens_30d }) => tokens_30d));
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('role')}</Th>
          <Th>{t('status')}</Th>
          <Th>{t('seen')}</Th>
          <Th>{t('tokens')}</Th>
          <Th>{t('created')}</Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow key={user.id} user={user} mostTokens={most} onOpen={() => onOpen(user.id)} />
        ))}
      </tbody>
    </Table>
  );
}
