import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Td, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatNumber } from '@/lib/format';
import { UserName } from './user-name';
import { UserRole, UserStatus } from './user-rights';
import { useUserChange } from './use-user-change';

interface UserRowProps {
  user: AdminUserDto;
  /** The most tokens anybody in the list used; the bar is a share of it. */
  mostTokens: number;
  onOpen: () => void;
}

/** One account. What cannot be changed says why, before and after the attempt. */
export function UserRow({ user, mostTokens, onOpen }: UserRowProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const change = useUserChange();
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
