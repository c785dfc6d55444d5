import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { ApiError, type AuthSession, type LoginChallenge } from '@pocket-llm/api-client';
import { lazy, Suspense, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { useLogin } from './api';
import { loginSchema, type LoginValues } from './schemas';
import { useCountdown } from './use-countdown';
import { usePasskeyOffer } from './use-passkey-offer';
import { useRuleText } from './use-rule-text';

const SecondStep = lazy(() => import('./second-step/second-step'));

interface LoginFormProps {
  onDone: (session: AuthSession) => void;
  username?: string;
}

/** Signs in: name and password, then the second factor of an account that has one; or a passkey alone. */
export function LoginForm({ onDone, username }: LoginFormProps) {
  const [challenge, setChallenge] = useState<LoginChallenge>();
  if (!challenge) return <PasswordStep username={username} onDone={onDone} onChallenge={setChallenge} />;
  return (
    <Suspense>
      <SecondStep challenge={challenge} onDone={onDone} onBack={() => setChallenge(undefined)} />
    </Suspense>
  );
}

/** A failed attempt shows one neutral message and keeps the input. */
function PasswordStep({
  onDone,
  onChallenge,
  username = '',
}: LoginFormProps & { onChallenge: (challenge: LoginChallenge) => void }) {
  const { t } = useTranslation('auth');
  const ruleText = useRuleText();
  const login = useLogin();
  const [failure, setFailure] = useState<ApiError>();
  const [wait, startWait] = useCountdown();
  usePasskeyOffer(onDone, (error) => error instanceof ApiError && setFailure(error));
  const form = useForm<LoginValues>({
    resolver: standardSchemaResolver(loginSchema),
    defaultValues: { username, password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      const outcome = await login.mutateAsync(values);
      if ('challenge' in outcome) onChallenge(outcome);
      else onDone(outcome);
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
        autoComplete="username webauthn"
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
