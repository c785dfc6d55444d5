import { ApiError } from '@pocket-llm/api-client';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { announce } from '@/lib/announce';
import { showFieldErrors } from '@/lib/forms';
import { useChangePassword } from './api';

const FIELDS = ['current_password', 'new_password'] as const;
const EMPTY = { current_password: '', new_password: '' };

/** Changes the person's own password. @param focus whether the first field takes the focus */
export function PasswordForm({ focus = false, onChanged }: { focus?: boolean; onChanged?: () => void }) {
  const { t } = useTranslation('settings');
  const { t: auth } = useTranslation('auth');
  const change = useChangePassword();
  const [failure, setFailure] = useState<ApiError>();
  const [changed, setChanged] = useState(false);
  const form = useForm({ defaultValues: EMPTY });
  const { errors, isSubmitting } = form.formState;

  useEffect(() => {
    if (focus) form.setFocus('current_password');
  }, [focus, form]);

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    setChanged(false);
    try {
      await change.mutateAsync(values);
      form.reset(EMPTY);
      setChanged(true);
      announce(t('changed'));
      onChanged?.();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'auth.wrong-credentials')
        form.setError('current_password', { message: t('wrongCurrent') }, { shouldFocus: true });
      else if (error.code === 'auth.weak-password' && error.fieldErrors.length === 0)
        form.setError('new_password', { message: error.detail ?? auth('passwordRule') }, { shouldFocus: true });
      else if (!showFieldErrors(error, FIELDS, form.setError)) setFailure(error);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-4">
      {changed && <Hint>{t('changed')}</Hint>}
      {failure && <ErrorNotice error={failure} />}
      <PasswordField
        label={t('currentPassword')}
        autoComplete="current-password"
        error={errors.current_password?.message}
        {...form.register('current_password', { required: auth('needed') })}
      />
      <PasswordField
        label={t('newPassword')}
        autoComplete="new-password"
        hint={auth('passwordRule')}
        error={errors.new_password?.message}
        {...form.register('new_password', {
          minLength: { value: 8, message: auth('passwordRule') },
          required: auth('needed'),
        })}
      />
      <Button type="submit" className="self-start" busy={isSubmitting}>
        {t('change')}
      </Button>
    </form>
  );
}
