import { type User } from '@pocket-llm/api-client';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { Td, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { useUser } from '@/lib/session';
import { useUserChange } from './use-user-change';

/** One account. What cannot be changed says why, before and after the attempt. */
export function UserRow({ user }: { user: User }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const reason = useId();
  const self = useUser()?.id === user.id;
  const change = useUserChange();
  const roles = (['user', 'developer', 'admin'] as const).map((value) => ({ value, label: common(`role.${value}`) }));
  return (
    <>
      <Tr>
        <Td>
          <span className="flex flex-col py-1.5">
            <span className="flex items-center gap-2 font-medium">
              {user.username}
              {self && <span className="text-meta font-normal text-ink-3">{t('users.you')}</span>}
            </span>
            <span className="max-w-72 truncate text-ink-3" title={user.email}>
              {user.email}
            </span>
          </span>
        </Td>
        <Td>
          <Select
            label={t('users.roleOf', { name: user.username })}
            value={user.role}
            options={roles}
            disabled={self || change.isPending}
            aria-describedby={self ? reason : undefined}
            onChange={(role) => role !== user.role && change.mutate({ id: user.id, role })}
            className="w-32"
          />
        </Td>
        <Td className="min-w-48">
          <span className="flex items-center gap-2">
            <Switch
              label={t('users.activate', { name: user.username })}
              checked={user.is_active}
              disabled={self || change.isPending}
              aria-describedby={self ? reason : undefined}
              onChange={(is_active) => change.mutate({ id: user.id, is_active })}
            />
            {t(user.is_active ? 'users.active' : 'users.inactive')}
          </span>
          {self && (
            <span id={reason} className="block max-w-60 pb-1.5 text-meta text-ink-3">
              {t('users.selfReason')}
            </span>
          )}
        </Td>
        <Td className="whitespace-nowrap">{user.last_login_at ? <Time iso={user.last_login_at} /> : common('never')}</Td>
        <Td className="whitespace-nowrap">
          <Time iso={user.created_at} />
        </Td>
      </Tr>
      {change.isError && (
        <tr>
          <td colSpan={5} className="border-b border-line p-2">
            <ErrorNotice error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}
