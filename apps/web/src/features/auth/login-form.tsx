import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { ApiError, type AuthSession } from '@pocket-llm/api-client';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useLogin } from './api';
import { loginSchema, type LoginValues } from './schemas';
import { useRuleText } from './use-rule-text';

interface LoginFormProps {
  onDone: (session: AuthSession) => void;
  username?: string;
}

/** Name and password. A failed attempt shows one neutral message and keeps the input. */
export function LoginForm({ onDone, username = '' }: LoginFormProps) {
  const { t } = useTranslation('auth');
  const ruleText = useRuleText();
  const login = useLogin();
  const [failure, setFailure] = useState<ApiError>();
  const [wait, startWait] = useCountdown();
  const form = useForm<LoginValues>({
    resolver: standardSchemaResolver(loginSchema),
    defaultValues: { username, password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      onDone(await login.mutateAsync(values));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'rate-limited' && error.retryAfter) startWait(error.retryAfter);
      setFailure(error);
      form.setFocus('password');
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {wait > 0 ? (
        <p role="alert" className="tabular rounded-panel border border-danger px-4 py-3">
          {t('waitFor', { count: wait })}
        </p>
      ) : (
        failure && <LoginFailure error={failure} />
      )}
      <TextField
        size="lg"
        label={t('usernameOrEmail')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!username}
        error={ruleText(errors.username)}
        {...form.register('username')}
      />
      <PasswordField
        size="lg"
        label={t('password')}
        autoComplete="current-password"
        autoFocus={Boolean(username)}
        error={ruleText(errors.password)}
        {...form.register('password')}
      />
      <Button type="submit" variant="primary" size="lg" busy={isSubmitting} disabled={wait > 0}>
        {t(isSubmitting ? 'signingIn' : 'signIn')}
      </Button>
    </form>
  );
}

/** Counts down to zero in seconds. Starting again sets a new end. */
function useCountdown(): [left: number, start: (seconds: number) => void] {
  const [end, setEnd] = useState(0);
  const [now, setNow] = useState(0);
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (end === 0) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end) setEnd(0);
    }, 250);
    return () => clearInterval(timer);
  }, [end]);
  const start = (seconds: number) => {
    setNow(Date.now());
    setEnd(Date.now() + seconds * 1000);
  };
  return [end === 0 ? 0 : left, start];
}

function LoginFailure({ error }: { error: ApiError }) {
  const { t } = useTranslation('auth');
  if (error.code === 'auth.wrong-credentials') {
    return (
      <p role="alert" className="rounded-panel border border-danger px-4 py-3">
        {t('wrong')}
      </p>
    );
  }
  if (error.code === 'auth.account-pending') return <Waiting title={t('pending')} hint={t('pendingHint')} />;
  return <ErrorNotice error={error} />;
}

/** A status of the account that only an administrator can change. */
export function Waiting({ title, hint }: { title: string; hint: string }) {
  return (
    <div role="alert" className="flex flex-col gap-1 rounded-panel border border-line-strong px-4 py-3">
      <p className="font-medium">{title}</p>
      <p className="text-ink-2">{hint}</p>
    </div>
  );
}
