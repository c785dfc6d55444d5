import { authConfirm } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useAsking } from './asking';

/** What has to be answered before a statement runs. */
export function Questions() {
  const { question, answer } = useAsking();
  return (
    <>
      {question === 'password' && <PasswordQuestion onAnswer={answer} />}
      {question === 'everything' && <EverythingQuestion onAnswer={answer} />}
    </>
  );
}

function PasswordQuestion({ onAnswer }: { onAnswer: (yes: boolean) => void }) {
  const { t } = useTranslation('sql');
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: () => authConfirm({ body: { password } }),
    onSuccess: () => onAnswer(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') confirm.mutate();
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
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="primary" busy={confirm.isPending} disabled={password === ''}>
            {t('confirm.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EverythingQuestion({ onAnswer }: { onAnswer: (yes: boolean) => void }) {
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
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="danger" disabled={!typed}>
            {t('everything.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
