import { ApiError } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { type NewUser, useCreateUser } from './api';
import { LinkOnce } from './link-once';
import { RoleSelect } from './role-select';

const EMPTY: NewUser = { username: '', email: '', password: '', role: 'user' };

/** Creates an account, with a password or with a link for setting one. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const { t: auth } = useTranslation('auth');
  const [draft, setDraft] = useState(EMPTY);
  const create = useCreateUser();
  const submit = () => create.mutate(draft, { onSuccess: ({ reset_url }) => !reset_url && onClose() });
  const refused = create.error instanceof ApiError ? create.error.fieldErrors : [];
  const errorOf = (field: string) => refused.find(({ pointer }) => pointer === `/${field}`)?.message;
  const change = (next: Partial<typeof draft>) => setDraft({ ...draft, ...next });
  const link = create.data?.reset_url ? { path: create.data.reset_url, expiresAt: create.data.expires_at! } : undefined;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      dismissible={!link}
      title={link ? t('createdTitle', { name: create.data!.user.username }) : t('createTitle')}
      description={link ? undefined : t('createText')}
    >
      {link ? (
        <LinkOnce {...link} onDone={onClose} />
      ) : (
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {create.isError && refused.length === 0 && <ErrorNotice error={create.error} />}
          <TextField
            label={auth('username')}
            value={draft.username}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={errorOf('username')}
            onChange={(event) => change({ username: event.target.value })}
          />
          <TextField
            label={auth('email')}
            type="email"
            value={draft.email}
            autoComplete="off"
            error={errorOf('email')}
            onChange={(event) => change({ email: event.target.value })}
          />
          <PasswordField
            label={t('password')}
            value={draft.password}
            autoComplete="new-password"
            error={errorOf('password')}
            onChange={(event) => change({ password: event.target.value })}
          />
          <DialogActions>
            <span className="me-auto flex items-center gap-2 text-ui">
              <span aria-hidden>{t('role')}</span>
              <RoleSelect label={t('role')} value={draft.role} onChange={(role) => change({ role })} />
            </span>
            <Button type="submit" variant="primary" busy={create.isPending}>
              {t('create')}
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}
