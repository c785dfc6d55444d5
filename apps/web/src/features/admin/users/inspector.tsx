import { type AdminUserDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { absoluteTime } from '@/lib/dates';
import { useUser } from '@/lib/session';
import { useNarrow } from '@/lib/use-media';
import { InspectorPart, InspectorSheet } from '../inspector/inspector-sheet';
import { useChangeUser, useResetPassword } from './api';
import { DeleteDialog } from './delete-dialog';
import { LinkOnce } from './link-once';
import { QuotaForm } from './quota-form';
import { SecondFactorReset } from './second-factor-reset';
import { ModelsAndRights } from './models-and-rights';
import { UserKeys } from './user-keys';
import { UserRole, UserStatus } from './user-rights';
import { UserSessions } from './user-sessions';
import { UserTrail } from './user-trail';

/** The details of an account: sessions, keys, quota, password reset, deletion. */
export function Inspector({ user, onClose }: { user: AdminUserDto; onClose: () => void }) {
  const { t } = useTranslation('people');
  const self = useUser()?.id === user.id;
  const narrow = useNarrow();
  const change = useChangeUser();
  const [deleting, setDeleting] = useState(false);
  return (
    <InspectorSheet
      title={user.username}
      heading={
        <>
          <h2 className="truncate text-section font-semibold">{user.username}</h2>
          <p className="truncate text-console text-ink-2" title={user.email}>
            {user.email}
          </p>
        </>
      }
      onClose={onClose}
      dialog={deleting && <DeleteDialog user={user} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    >
      {user.managed && <p className="py-4 text-console text-ink-2">{t('managed.text')}</p>}
      {narrow && (
        <InspectorPart title={t('rights')}>
          {change.isError && <ErrorNotice error={change.error} />}
          <UserRole user={user} change={change} />
          <UserStatus user={user} change={change} />
        </InspectorPart>
      )}
      <ModelsAndRights key={user.id} user={user} />
      <InspectorPart title={t('sessions')}>
        <UserSessions userId={user.id} />
      </InspectorPart>
      <InspectorPart title={t('keys')}>
        <UserKeys userId={user.id} />
      </InspectorPart>
      <InspectorPart title={t('quota')}>
        <QuotaForm key={user.id} user={user} />
      </InspectorPart>
      <InspectorPart title={t('password2')}>
        <ResetLink userId={user.id} />
      </InspectorPart>
      {user.second_factor && (
        <InspectorPart title={t('secondFactor')}>
          <SecondFactorReset user={user} self={self} />
        </InspectorPart>
      )}
      {user.terms && (
        <InspectorPart title={t('termsTitle')}>
          <p className="text-console">
            {t('termsAccepted', { version: user.terms.version, time: absoluteTime(user.terms.accepted_at) })}
          </p>
        </InspectorPart>
      )}
      <InspectorPart title={t('trail')}>
        <UserTrail userId={user.id} />
      </InspectorPart>
      {!self && (
        <InspectorPart title={t('danger')}>
          <Button size="sm" variant="danger" className="self-start" onClick={() => setDeleting(true)}>
            {t('delete')}
          </Button>
        </InspectorPart>
      )}
    </InspectorSheet>
  );
}

/** Creates a password reset link. */
function ResetLink({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const reset = useResetPassword();
  if (reset.data)
    return <LinkOnce path={reset.data.reset_url} expiresAt={reset.data.expires_at} onDone={reset.reset} />;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-console text-ink-2">{t('resetText')}</p>
      {reset.isError && <ErrorNotice error={reset.error} />}
      <Button size="sm" busy={reset.isPending} onClick={() => reset.mutate(userId)}>
        {t('reset')}
      </Button>
    </div>
  );
}
