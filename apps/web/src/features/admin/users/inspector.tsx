import { type AdminUserDto } from '@pocket-llm/api-client';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { useUser } from '@/lib/session';
import { useNarrow } from '@/lib/use-media';
import { useChangeUser, useResetPassword } from './api';
import { DeleteDialog } from './delete-dialog';
import { LinkOnce } from './link-once';
import { QuotaForm } from './quota-form';
import { UserKeys } from './user-keys';
import { UserRole, UserStatus } from './user-rights';
import { UserSessions } from './user-sessions';
import { UserTrail } from './user-trail';

/** One account: where it is signed in, its keys and quota, a new password, its end. */
export function Inspector({ user, onClose }: { user: AdminUserDto; onClose: () => void }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const self = useUser()?.id === user.id;
  const narrow = useNarrow();
  const change = useChangeUser();
  const [deleting, setDeleting] = useState(false);
  return (
    <Sheet open side="end" title={user.username} onOpenChange={(open) => !open && onClose()}>
      <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0">
          <h2 className="truncate text-section font-semibold">{user.username}</h2>
          <p className="truncate text-console text-ink-2" title={user.email}>
            {user.email}
          </p>
        </div>
        <IconButton icon={X} label={common('close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-4">
        {narrow && (
          <Part title={t('rights')}>
            {change.isError && <ErrorNotice error={change.error} />}
            <UserRole user={user} change={change} />
            <UserStatus user={user} change={change} />
          </Part>
        )}
        <Part title={t('sessions')}>
          <UserSessions userId={user.id} />
        </Part>
        <Part title={t('keys')}>
          <UserKeys userId={user.id} />
        </Part>
        <Part title={t('quota')}>
          <QuotaForm key={user.id} user={user} />
        </Part>
        <Part title={t('password2')}>
          <ResetLink userId={user.id} />
        </Part>
        <Part title={t('trail')}>
          <UserTrail userId={user.id} />
        </Part>
        {!self && (
          <Part title={t('danger')}>
            <Button size="sm" variant="danger" className="self-start" onClick={() => setDeleting(true)}>
              {t('delete')}
            </Button>
          </Part>
        )}
      </div>
      {deleting && <DeleteDialog user={user} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    </Sheet>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2 py-4">
    <h3 className="text-ui font-medium">{title}</h3>
    {children}
  </section>
);

/** A way back in for somebody who forgot the password. */
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
