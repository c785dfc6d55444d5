import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { ApiError, type User } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { showFieldErrors } from '@/lib/forms';
import { useRegister } from './api';
import { Waiting } from './login-form';
import { PasswordStrength } from './password-strength';
import { registerSchema, type RegisterValues } from './schemas';
import { useRuleText } from './use-rule-text';

const FIELDS = ['username', 'email', 'password'] as const;

interface RegisterFormProps {
  /** The secret of an invitation, and its e-mail address. */
  invite?: { token: string; email: string | null };
  onDone: (user: User, values: RegisterValues) => void;
}

/** Creates an account. The server decides who may; if registration is closed, the form says so. */
export function RegisterForm({ invite, onDone }: RegisterFormProps) {
  const { t } = useTranslation('auth');
  const ruleText = useRuleText();
  const register = useRegister();
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm<RegisterValues>({
    resolver: standardSchemaResolver(registerSchema),
    defaultValues: { username: '', email: invite?.email ?? '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const password = form.watch('password');

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      onDone(await register.mutateAsync({ ...values, invite: invite?.token }), values);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!showFieldErrors(error, FIELDS, form.setError)) setFailure(error);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {failure?.code === 'auth.registration-closed' ? (
        <Waiting title={t('closed')} hint={t('closedHint')} />
      ) : (
        failure && <ErrorNotice error={failure} />
      )}
      <TextField
        size="lg"
        label={t('username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        error={ruleText(errors.username)}
        {...form.register('username')}
      />
      <TextField
        size="lg"
        label={t('email')}
        type="email"
        autoComplete="email"
        error={ruleText(errors.email)}
        {...form.register('email')}
      />
      <div className="flex flex-col gap-2">
        <PasswordField
          size="lg"
          label={t('newPassword')}
          autoComplete="new-password"
          error={ruleText(errors.password)}
          {...form.register('password')}
        />
        {password && <PasswordStrength password={password} />}
      </div>
      <Button type="submit" variant="primary" size="lg" busy={isSubmitting}>
        {t(isSubmitting ? 'registering' : 'register')}
      </Button>
    </form>
  );
}
