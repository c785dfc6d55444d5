import { type AdminUserDto, type User } from '@pocket-llm/api-client';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '@/lib/session';
import { type useChangeUser } from './api';
import { RoleDialog } from './role-dialog';
import { RoleSelect } from './role-select';
import { UserState } from './user-state';

interface RightsProps {
  user: AdminUserDto;
  change: ReturnType<typeof useChangeUser>;
}

/** An account's role. Changing it needs a confirmation. */
export function UserRole({ user, change }: RightsProps) {
  const { t } = useTranslation('people');
  const reason = useId();
  const self = useUser()?.id === user.id;
  const isGiven = user.managed?.role === true;
  const [role, setRole] = useState<User['role']>();
  return (
    <>
      <RoleSelect
        label={t('roleOf', { name: user.username })}
        value={user.role}
        disabled={self || isGiven || change.isPending}
        aria-describedby={isGiven ? reason : undefined}
        onChange={(next) => next !== user.role && setRole(next)}
      />
      {isGiven && (
        <span id={reason} className="block max-w-60 pb-1.5 text-meta text-ink-3">
          {t('managed.role')}
        </span>
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

/**
 * Whether an account may sign in. Administrators cannot change their own account, nor activate whom the provider has
 * deactivated, and a note says why.
 */
export function UserStatus({ user, change }: RightsProps) {
  const { t } = useTranslation('people');
  const reason = useId();
  const self = useUser()?.id === user.id;
  const isHeld = user.managed?.inactive === true && !user.is_active;
  const why = self ? t('selfReason') : isHeld && t('managed.inactive');
  return (
    <>
      <UserState
        user={user}
        disabled={self || isHeld || change.isPending}
        aria-describedby={why ? reason : undefined}
        onChange={(is_active) => change.mutate({ id: user.id, is_active })}
      />
      {why && (
        <span id={reason} className="block max-w-60 pb-1.5 text-meta text-ink-3">
          {why}
        </span>
      )}
    </>
  );
}
