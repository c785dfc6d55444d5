import { ApiError, type User } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useCreateInvite } from './api';
import { LinkOnce } from './link-once';
import { RoleSelect } from './role-select';

/** Creates an invite link. */
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
          <DialogActions>
            <span className="me-auto flex items-center gap-2 text-ui">
              <span aria-hidden>{t('role')}</span>
              <RoleSelect label={t('role')} value={role} onChange={setRole} />
            </span>
            <Button type="submit" variant="primary" busy={create.isPending}>
              {t('inviteCreate')}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
