import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useConfirmPassword } from './api';
import { importWithTexts } from '@/lib/i18n';
import { identitiesQuery } from '@/lib/identities';
import { lateComponent } from '@/lib/late-import';
import { useConfirmation } from '@/lib/with-confirmation';

const ProviderDialog = lateComponent(
  importWithTexts('providers', async () => (await import('./provider-dialog')).default),
);

/** Shows the confirmation that the server requires before it carries out a request. */
export default function ConfirmationDialogs() {
  const { pending, answer } = useConfirmation();
  return (
    <>
      {pending === 'password' && <WhoDialog onAnswer={answer} />}
      {pending === 'every-row' && <EveryRowDialog onAnswer={answer} />}
      {pending === 'reason' && <ReasonDialog onAnswer={answer} />}
    </>
  );
}

/** The person's password, or the provider's word for an account that has none. */
function WhoDialog({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  const { data, isPending } = useQuery(identitiesQuery);
  if (isPending) return null;
  if (data?.has_password !== false) return <PasswordDialog onAnswer={onAnswer} />;
  return <ProviderDialog identities={data.identities} onAnswer={onAnswer} fallback={null} />;
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

function EveryRowDialog({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  const { t } = useTranslation('sql');
  const [word, setWord] = useState('');
  const typed = word.trim().toLowerCase() === t('everything.typed');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed) onAnswer(true);
  };
  return (
    <Dialog open onOpenChange={() => onAnswer(false)} title={t('everything.title')} description={t('everything.lead')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('everything.word')}
          value={word}
          autoComplete="off"
          autoCapitalize="none"
          onChange={(event) => setWord(event.target.value)}
        />
        <DialogActions>
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="danger" disabled={!typed}>
            {t('everything.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Asks why a request reaches other people's chats. They can read the answer. */
function ReasonDialog({ onAnswer }: { onAnswer: (answer: string | false) => void }) {
  const { t } = useTranslation('sql');
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given !== '') onAnswer(given);
  };
  return (
    <Dialog open onOpenChange={() => onAnswer(false)} title={t('reason.title')} description={t('reason.lead')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('reason.label')}
          hint={t('reason.hint')}
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="primary" disabled={given === ''}>
            {t('reason.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
