import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatNumber } from '@/lib/format';
import { useChangeUser } from './api';
import { UserName } from './user-name';
import { UserRole, UserStatus } from './user-rights';

/** The accounts as a table. */
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

interface UserRowProps {
  user: AdminUserDto;
  /** The highest token use among the accounts; each bar is a share of it. */
  mostTokens: number;
  onOpen: () => void;
}

/** One account. If a change is refused, the error is shown below it. */
function UserRow({ user, mostTokens, onOpen }: UserRowProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const change = useChangeUser();
  return (
    <>
      <Tr>
        <Td>
          <button
            type="button"
            aria-label={t('open', { name: user.username })}
            onClick={onOpen}
            className="w-full min-w-40 rounded-control py-1.5 text-start hover:text-accent-ink"
          >
            <UserName user={user} />
          </button>
        </Td>
        <Td>
          <UserRole user={user} change={change} />
        </Td>
        <Td className="min-w-44">
          <UserStatus user={user} change={change} />
        </Td>
        <Td className="whitespace-nowrap">{user.last_seen_at ? <Time iso={user.last_seen_at} /> : common('never')}</Td>
        <Td className="min-w-32">
          <span className="tabular flex flex-col gap-1">
            {formatNumber(user.tokens_30d)}
            <span aria-hidden className="h-1 rounded-full bg-line">
              <span
                className="block h-1 rounded-full bg-ink-3"
                style={{ width: `${mostTokens > 0 ? (user.tokens_30d / mostTokens) * 100 : 0}%` }}
              />
            </span>
          </span>
        </Td>
        <Td className="whitespace-nowrap">
          <Time iso={user.created_at} />
        </Td>
      </Tr>
      {change.isError && (
        <tr>
          <td colSpan={6} className="border-b border-line p-2">
            <ErrorNotice error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}
