import { type AdminUserDto, type User } from '@pocket-llm/api-client';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Td, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatNumber } from '@/lib/format';
import { useUser } from '@/lib/session';
import { RoleDialog } from './role-dialog';
import { RoleSelect } from './role-select';
import { UserState } from './user-state';
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
  const reason = useId();
  const self = useUser()?.id === user.id;
  const change = useUserChange();
  const [role, setRole] = useState<User['role']>();
  const locked = { disabled: self || change.isPending, 'aria-describedby': self ? reason : undefined };
  return (
    <>
      <Tr>
        <Td>
          <button type="button" aria-label={t('open', { name: user.username })} onClick={onOpen} className="flex w-full min-w-40 items-center gap-3 rounded-control py-1.5 text-start hover:text-accent-ink">
            <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-full border border-line-strong text-meta font-medium uppercase">
              {[...user.username].slice(0, 2).join('')}
            </span>
            <span className="flex min-w-0 flex-col">
              <span className="flex items-center gap-2 font-medium">
                <span className="max-w-56 truncate">{user.username}</span>
                {self && <span className="text-meta font-normal text-ink-3">{t('you')}</span>}
              </span>
              <span className="max-w-72 truncate text-ink-3" title={user.email}>
                {user.email}
              </span>
            </span>
          </button>
        </Td>
        <Td>
          <RoleSelect label={t('roleOf', { name: user.username })} value={user.role} onChange={(next) => next !== user.role && setRole(next)} {...locked} />
        </Td>
        <Td className="min-w-48">
          <UserState user={user} onChange={(is_active) => change.mutate({ id: user.id, is_active })} {...locked} />
          {self && (
            <span id={reason} className="block max-w-60 pb-1.5 text-meta text-ink-3">
              {t('selfReason')}
            </span>
          )}
        </Td>
        <Td className="whitespace-nowrap">{user.last_seen_at ? <Time iso={user.last_seen_at} /> : common('never')}</Td>
        <Td className="min-w-32">
          <span className="tabular flex flex-col gap-1">
            {formatNumber(user.tokens_30d)}
            <span aria-hidden className="h-1 rounded-full bg-line">
              <span className="block h-1 rounded-full bg-ink-3" style={{ width: `${mostTokens > 0 ? (user.tokens_30d / mostTokens) * 100 : 0}%` }} />
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
      {role && (
        <RoleDialog
          user={user}
          role={role}
          onClose={() => setRole(undefined)}
          onConfirm={() => {
            change.mutate({ id: user.id, role });
            setRole(undefined);
          }}
        />
      )}
    </>
  );
}
