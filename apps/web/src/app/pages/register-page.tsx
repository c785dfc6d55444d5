import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';
import { linkQuery, useLogin } from '@/features/auth/api';
import { Waiting } from '@/features/auth/login-form';
import { RegisterForm } from '@/features/auth/register-form';
import { linkToken } from '@/features/auth/url';
import { signIn } from '@/lib/session';
import { AuthFrame } from './auth-frame';

/** Creates an account. If no approval is needed, the person is signed in at once. */
export function RegisterPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const { t: common } = useTranslation();
  const login = useLogin();
  const [pending, setPending] = useState(false);
  const [token] = useState(linkToken);
  const invite = useQuery(linkQuery(token));
  return (
    <AuthFrame
      title={t(invite.data?.role ? 'link.invitedTitle' : 'registerTitle')}
      footer={
        <>
          {t('haveAccount')}{' '}
          <Link to="/login" className="text-accent-ink underline underline-offset-3">
            {t('signIn')}
          </Link>
        </>
      }
    >
      {invite.isError && <Waiting title={t('link.broken')} hint={t('link.brokenHint')} />}
      {invite.data?.role && (
        <p className="text-ink-2">{t('link.invited', { role: common(`role.${invite.data.role}`) })}</p>
      )}
      {invite.isEnabled && invite.isPending ? (
        <Skeleton rows={3} className="h-11" />
      ) : pending ? (
        <Waiting title={t('pending')} hint={t('pendingHint')} />
      ) : (
        <RegisterForm
          invite={invite.data?.kind === 'invite' ? { token, email: invite.data.email } : undefined}
          onDone={(user, { username, password }) => {
            if (!user.is_active) return setPending(true);
            login.mutateAsync({ username, password }).then(
              (session) => {
                // A new account has no second factor that could be asked for.
                if ('token' in session) signIn(session);
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
