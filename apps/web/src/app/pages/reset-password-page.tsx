import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/skeleton';
import { linkQuery } from '@/features/auth/api';
import { Waiting } from '@/features/auth/login-form';
import { ResetForm } from '@/features/auth/reset-form';
import { linkToken } from '@/features/auth/url';
import { AuthFrame } from './auth-frame';

/** The target of a reset link: sets a new password, once. */
export function ResetPasswordPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const [token] = useState(linkToken);
  const { data, isPending, isError, isEnabled } = useQuery(linkQuery(token));
  const footer = (
    <Link to="/login" className="text-accent-ink underline underline-offset-3">
      {t('signIn')}
    </Link>
  );
  return (
    <AuthFrame title={t('link.resetTitle')} footer={footer}>
      {isEnabled && isPending && <Skeleton rows={2} className="h-11" />}
      {(!isEnabled || isError || data?.kind === 'invite') && (
        <Waiting title={t('link.broken')} hint={t('link.brokenHint')} />
      )}
      {data?.kind === 'reset' && data.username && (
        <ResetForm
          token={token}
          username={data.username}
          onDone={(username) => void navigate({ to: '/login', search: { registered: username, reset: true } })}
        />
      )}
    </AuthFrame>
  );
}
