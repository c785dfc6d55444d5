import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { LoginForm } from '@/features/auth/login-form';
import { onSessionExpired, signIn, useUser } from '@/lib/session';
import { useLeave } from './use-leave';

/** Asks to sign in again over the untouched page; the request that was refused is then sent once more. */
export function SignInAgain() {
  const { t } = useTranslation('auth');
  const user = useUser();
  const leave = useLeave();
  const [answer, setAnswer] = useState<(signedIn: boolean) => void>();
  useEffect(() => onSessionExpired(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  const done = (signedIn: boolean) => {
    answer?.(signedIn);
    setAnswer(undefined);
  };
  return (
    <Dialog open={answer !== undefined} dismissible={false} title={t('expiredTitle')} description={t('expiredText')}>
      <LoginForm
        username={user?.username}
        onDone={(session) => {
          signIn(session);
          done(true);
        }}
      />
      <Button
        variant="quiet"
        onClick={() => {
          done(false);
          void leave();
        }}
      >
        {t('leave')}
      </Button>
    </Dialog>
  );
}
