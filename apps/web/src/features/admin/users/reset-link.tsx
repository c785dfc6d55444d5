import { usersResetPassword, type AdminUserDto } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { LinkOnce } from './link-once';

/** A way back in for who forgot the password. */
export function ResetLink({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('people');
  const reset = useMutation({
    mutationFn: async () => (await usersResetPassword({ path: { user_id: user.id } })).data,
  });
  if (reset.data)
    return <LinkOnce path={reset.data.reset_url} expiresAt={reset.data.expires_at} onDone={reset.reset} />;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-console text-ink-2">{t('resetText')}</p>
      {reset.isError && <ErrorNotice error={reset.error} />}
      <Button size="sm" busy={reset.isPending} onClick={() => reset.mutate()}>
        {t('reset')}
      </Button>
    </div>
  );
}
