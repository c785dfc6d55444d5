import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { useConfirmation } from '@/lib/with-confirmation';

// With what providers need, which the others do not.
const WhoDialog = lazy(() => import('./who-dialog'));

/** Shows the confirmation that the server requires before it carries out a request. */
export default function ConfirmationDialogs() {
  const { pending, answer } = useConfirmation();
  return (
    <>
      <Suspense>{pending === 'password' && <WhoDialog onAnswer={answer} />}</Suspense>
      {pending === 'every-row' && <EveryRowDialog onAnswer={answer} />}
      {pending === 'reason' && <ReasonDialog onAnswer={answer} />}
    </>
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
