import { ApiError, invitesCreate, invitesWithdraw } from '@pocket-llm/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { LinkOnce } from './link-once';
import { invitesQuery } from './query';
import { RoleSelect } from './role-select';

/** A link with which somebody makes an account; and those that are still open. */
export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const [role, setRole] = useState<'user' | 'developer' | 'admin'>('user');
  const [email, setEmail] = useState('');
  const create = useMutation({
    mutationFn: async () => (await invitesCreate({ body: { role, email: email.trim() || undefined } })).data,
    onSettled: () => client.invalidateQueries({ queryKey: invitesQuery.queryKey }),
  });
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
              create.mutate();
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
  const client = useQueryClient();
  const invites = useQuery(invitesQuery).data ?? [];
  const withdraw = useMutation({
    mutationFn: (id: string) => invitesWithdraw({ path: { invite_id: id } }),
    onSettled: () => client.invalidateQueries({ queryKey: invitesQuery.queryKey }),
  });
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
