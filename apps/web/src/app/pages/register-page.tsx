import { authLogin } from '@pocket-llm/api-client';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RegisterForm } from '@/features/auth/register-form';
import { Waiting } from '@/features/auth/login-form';
import { signIn } from '@/lib/session';
import { AuthFrame } from './auth-frame';

/** Create an account; where nobody has to approve it, it is signed in at once. */
export function RegisterPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const [pending, setPending] = useState(false);
  return (
    <AuthFrame
      title={t('registerTitle')}
      footer={
        <>
          {t('haveAccount')}{' '}
          <Link to="/login" className="text-accent-ink underline underline-offset-3">
            {t('signIn')}
          </Link>
        </>
      }
    >
      {pending ? (
        <Waiting title={t('pending')} hint={t('pendingHint')} />
      ) : (
        <RegisterForm
          onDone={(user, { username, password }) => {
            if (!user.is_active) return setPending(true);
            authLogin({ body: { username, password } }).then(
              ({ data }) => {
                signIn(data);
                void navigate({ to: '/chat' });
              },
              () => void navigate({ to: '/login', search: { registered: username } }),
            );
          }}
        />
      )}
    </AuthFrame>
  );
}
