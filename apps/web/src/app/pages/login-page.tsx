import { sessionRefusal } from '@pocket-llm/api-client';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { LoginForm } from '@/features/auth/login-form';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { useIdle } from '@/lib/use-idle';
import { AuthFrame } from './auth-frame';
import { useGoOn } from './use-go-on';

/** Few portals have providers, and the form is not to wait for them. */
const ProviderButtons = lateComponent(
  importWithTexts('security', async () => (await import('@/features/auth/providers')).ProviderButtons),
);

const ProviderReturn = lateComponent(
  importWithTexts('security', async () => (await import('./provider-return')).ProviderReturn),
);

const Announcements = lazy(() =>
  import('@/features/notices/late/before-sign-in').then((module) => ({ default: module.AnnouncementsBeforeSignIn })),
);

/** Signs in, then opens the page that was requested. */
export function LoginPage() {
  const { via } = useSearch({ from: '/login' });
  return via ? <ProviderReturn via={via} fallback={null} /> : <Login />;
}

function Login() {
  const { t } = useTranslation('auth');
  const { redirect, registered, reset } = useSearch({ from: '/login' });
  const goOn = useGoOn(redirect);
  const idle = useIdle();
  const [refusal] = useState(sessionRefusal);
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
      <ProviderButtons unasked={!registered} next={redirect} onDone={(session) => void goOn(session)} fallback={null} />
      <LoginForm username={registered} onDone={(session) => void goOn(session)} />
    </AuthFrame>
  );
}
