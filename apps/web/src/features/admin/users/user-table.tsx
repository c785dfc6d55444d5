import { type AdminUserDto } from '@pocket-llm/api-client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatNumber } from '@/lib/format';
import { cn } from '@/lib/cn';
import { type Selection } from '@/lib/use-selection';
import { orderOf, useChangeUser } from './api';
import { SelectBox } from './select-box';
import { type UserSearch, type UserSort } from './url';
import { UserName } from './user-name';
import { UserRole, UserStatus } from './user-rights';

export interface UsersProps {
  users: AdminUserDto[];
  selection: Selection;
  /** How the list is sorted. */
  search: Pick<UserSearch, 'sort' | 'reversed'>;
  onSort: (sort: Pick<UserSearch, 'sort' | 'reversed'>) => void;
  onOpen: (id: string) => void;
}

const HEADS = [
  ['username', 'name'],
  ['role', 'role'],
  ['status', 'status'],
  ['seen', 'seen'],
  ['tokens', 'tokens'],
  ['created', 'created'],
] as const satisfies [UserSort, string][];

/** The accounts as a table, sorted by the server. */
export function UserTable({ users, selection, search, onSort, onOpen }: UsersProps) {
  const { t } = useTranslation('people');
  const most = Math.max(0, ...users.map(({ tokens_30d }) => tokens_30d));
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th className="w-10">
            <span className="sr-only">{t('selection')}</span>
          </Th>
          {HEADS.map(([sort, label]) => (
            <SortHead key={sort} sort={sort} label={t(label)} search={search} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow key={user.id} user={user} selection={selection} mostTokens={most} onOpen={() => onOpen(user.id)} />
        ))}
      </tbody>
    </Table>
  );
}

/** A head that sorts by its column; again, the other way round. */
function SortHead({
  sort,
  label,
  search,
  onSort,
}: { sort: UserSort; label: string } & Pick<UsersProps, 'search' | 'onSort'>) {
  const sorted = (search.sort ?? 'created') === sort;
  const order = orderOf(search);
  return (
    <Th aria-sort={sorted ? (order === 'asc' ? 'ascending' : 'descending') : undefined}>
      <button
        type="button"
        className={cn(
          '-mx-3 flex h-8 w-[calc(100%+1.5rem)] items-center gap-1 px-3 -outline-offset-2 hover:text-ink',
          sorted && 'text-ink',
        )}
        onClick={() =>
          onSort({
            sort: sort === 'created' ? undefined : sort,
            reversed: sorted && search.reversed === undefined ? 'yes' : undefined,
          })
        }
      >
        {label}
        {sorted && <Icon as={order === 'asc' ? ArrowUp : ArrowDown} className="size-3.5" />}
      </button>
    </Th>
  );
}

interface UserRowProps {
  user: AdminUserDto;
  selection: Selection;
  /** The highest token use among the accounts; each bar is a share of it. */
  mostTokens: number;
  onOpen: () => void;
}

/** One account. If a change is refused, the error is shown below it. */
function UserRow({ user, selection, mostTokens, onOpen }: UserRowProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const change = useChangeUser();
  return (
    <>
      <Tr>
        <Td>
          <SelectBox user={user} selection={selection} />
        </Td>
        <Td>
          <button
            type="button"
            data-user={user.id}
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
        <Td className="min-w-40">
          <UserStatus user={user} change={change} />
        </Td>
        <Td className="whitespace-nowrap">{user.last_seen_at ? <Time iso={user.last_seen_at} /> : common('never')}</Td>
        <Td className="min-w-28">
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
          <td colSpan={7} className="border-b border-line p-2">
            <ErrorNotice error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}
