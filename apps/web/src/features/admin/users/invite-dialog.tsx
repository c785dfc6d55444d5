import { ApiError, type User } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { invitesQuery, useCreateInvite, useWithdrawInvite } from './api';
import { LinkOnce } from './link-once';
import { RoleSelect } from './role-select';

/** Creates an invite link, and lists unused invites. */
export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const [role, setRole] = useState<User['role']>('user');
  const [email, setEmail] = useState('');
  const create = useCreateInvite();
  const refusal =
    create.error instanceof ApiError
      ? create.error.fieldErrors.find(({ pointer }) => pointer === '/email')?.message
      : undefined;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      dismissible={!create.data}
      title={t('inviteTitle')}
      description={create.data ? undefined : t('inviteText')}
    >
      {create.data ? (
        <LinkOnce path={create.data.invite_url} expiresAt={create.data.expires_at} onDone={onClose} />
      ) : (
        <>
          <form
            className="flex flex-col gap-4"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              create.mutate({ role, email });
            }}
          >
            {create.isError && !refusal && <ErrorNotice error={create.error} />}
            <TextField
              label={t('inviteEmail')}
              type="email"
              value={email}
              autoComplete="off"
              error={refusal}
              onChange={(event) => setEmail(event.target.value)}
            />
            <div className="flex items-center justify-between gap-3">
              <span className="flex items-center gap-2 text-ui">
                <span aria-hidden>{t('role')}</span>
                <RoleSelect label={t('role')} value={role} onChange={setRole} />
              </span>
              <Button type="submit" variant="primary" busy={create.isPending}>
                {t('inviteCreate')}
              </Button>
            </div>
          </form>
          <OpenInvites />
        </>
      )}
    </Dialog>
  );
}

function OpenInvites() {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const invites = useQuery(invitesQuery).data ?? [];
  const withdraw = useWithdrawInvite();
  if (invites.length === 0) return null;
  return (
    <section className="flex flex-col gap-1 border-t border-line pt-4">
      <h3 className="text-ui font-medium">{t('invites')}</h3>
      {withdraw.isError && <ErrorNotice error={withdraw.error} />}
      <ul className="divide-y divide-line">
        {invites.map(({ id, role, email, created_at }) => (
          <li key={id} className="flex items-center justify-between gap-3 py-1.5 text-console">
            <span className="min-w-0 truncate">
              {common(`role.${role}`)} {email ? t('inviteFor', { email }) : t('inviteAny')} <Time iso={created_at} />
            </span>
            <Button
              size="sm"
              variant="quiet"
              busy={withdraw.isPending && withdraw.variables === id}
              onClick={() => withdraw.mutate(id)}
            >
              {t('withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
