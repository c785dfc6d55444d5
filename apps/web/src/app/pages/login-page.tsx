import { type AuthSession, sessionRefusal } from '@pocket-llm/api-client';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { LoginForm } from '@/features/auth/login-form';
import { signIn } from '@/lib/session';
import { useIdle } from '@/lib/use-idle';
import { AuthFrame } from './auth-frame';

const Announcements = lazy(() =>
  import('@/features/notices/late/before-sign-in').then((module) => ({ default: module.AnnouncementsBeforeSignIn })),
);

/** Signs in, then opens the page that was requested. */
export function LoginPage() {
  const { t } = useTranslation('auth');
  const { redirect, registered, reset } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const router = useRouter();
  const idle = useIdle();
  const [refusal] = useState(sessionRefusal);
  const goOn = async (session: AuthSession) => {
    signIn(session);
    // It needs the frame of the chat, which must not be in the way of the form.
    const { pageBetween } = await import('./page-between');
    const between = await pageBetween(session.user);
    if (between) void navigate({ to: between, search: { redirect } });
    else if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };
  return (
    <AuthFrame
      title={t('signInTitle')}
      footer={
        <>
          {t('noAccount')}{' '}
          <Link to="/register" className="text-accent-ink underline underline-offset-3">
            {t('register')}
          </Link>
        </>
      }
    >
      <Suspense>{idle && <Announcements />}</Suspense>
      {refusal && (
        <ErrorNotice error={refusal}>
          {refusal.code === 'auth.cross-site' && <p className="text-ink-2">{t('refused')}</p>}
        </ErrorNotice>
      )}
      {registered && <Hint>{t(reset ? 'link.done' : 'created')}</Hint>}
      <LoginForm username={registered} onDone={(session) => void goOn(session)} />
    </AuthFrame>
  );
}
