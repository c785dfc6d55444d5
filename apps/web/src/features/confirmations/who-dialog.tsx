import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { identitiesQuery } from '@/lib/identities';
import { useConfirmPassword } from './api';
import { ProviderDialog } from './provider-dialog';

/** The person's password, or the provider's word for an account that has none. */
export default function WhoDialog({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  const { data, isPending } = useQuery(identitiesQuery);
  if (isPending) return null;
  if (data?.has_password !== false) return <PasswordDialog onAnswer={onAnswer} />;
  return <ProviderDialog identities={data.identities} onAnswer={onAnswer} />;
}

function PasswordDialog({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  const { t } = useTranslation('security');
  const [password, setPassword] = useState('');
  const confirm = useConfirmPassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') confirm.mutate(password, { onSuccess: () => onAnswer(true) });
  };
  return (
    <Dialog open onOpenChange={() => onAnswer(false)} title={t('confirm.title')} description={t('confirm.lead')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField
          label={t('confirm.password')}
          value={password}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.target.value)}
        />
        {confirm.isError && <ErrorNotice error={confirm.error} />}
        <DialogActions>
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {t('notNow')}
          </Button>
          <Button type="submit" variant="primary" busy={confirm.isPending} disabled={password === ''}>
            {t('confirm.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
