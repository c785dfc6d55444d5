import { ApiError } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { announce } from '@/lib/announce';
import { showFieldErrors } from '@/lib/forms';
import { useUser } from '@/lib/session';
import { useUpdateProfile } from './api';

const FIELDS = ['username', 'email'] as const;

/** Edits name and e-mail address. */
export function ProfileForm() {
  const { t } = useTranslation();
  const { t: auth } = useTranslation('auth');
  const user = useUser();
  const update = useUpdateProfile();
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm({ values: { username: user?.username ?? '', email: user?.email ?? '' } });
  const { errors, isSubmitting, isDirty } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      await update.mutateAsync(values);
      announce(t('saved'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!showFieldErrors(error, FIELDS, form.setError)) setFailure(error);
    }
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex max-w-sm flex-col gap-4">
      {failure && <ErrorNotice error={failure} />}
      <TextField
        label={auth('username')}
        autoComplete="username"
        error={errors.username?.message}
        {...form.register('username')}
      />
      <TextField
        label={auth('email')}
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...form.register('email')}
      />
      <Button type="submit" className="self-start" busy={isSubmitting} disabled={!isDirty}>
        {t('save')}
      </Button>
    </form>
  );
}
