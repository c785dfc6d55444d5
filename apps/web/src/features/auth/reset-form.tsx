import { ApiError } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useResetPassword } from './api';
import { PasswordStrength } from './password-strength';

/** Sets a new password for the account of a reset link. */
export function ResetForm({
  token,
  username,
  onDone,
}: {
  token: string;
  username: string;
  onDone: (username: string) => void;
}) {
  const { t } = useTranslation('auth');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const reset = useResetPassword();
  const refusal =
    reset.error instanceof ApiError
      ? reset.error.fieldErrors.find(({ pointer }) => pointer === '/password')?.message
      : undefined;
  const tooShort = password.length < 8 ? t('passwordRule') : undefined;
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!tooShort) reset.mutate({ token, password }, { onSuccess: () => onDone(username) });
      }}
    >
      <p className="text-ink-2">{t('link.resetFor', { name: username })}</p>
      {reset.isError && !refusal && <ErrorNotice error={reset.error} />}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <div className="flex flex-col gap-2">
        <PasswordField
          size="lg"
          label={t('newPassword')}
          autoComplete="new-password"
          autoFocus
          value={password}
          error={(tried ? tooShort : undefined) ?? refusal}
          onChange={(event) => setPassword(event.target.value)}
        />
        {password && <PasswordStrength password={password} />}
      </div>
      <Button type="submit" variant="primary" size="lg" busy={reset.isPending}>
        {t('link.set')}
      </Button>
    </form>
  );
}
