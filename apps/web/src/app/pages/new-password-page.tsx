import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { PasswordForm } from '@/features/settings/password-form';
import { mayKeepPassword } from '@/lib/session';
import { AuthFrame } from './auth-frame';

/** Where a person goes first whose account still has the password it was created with. */
export function NewPasswordPage() {
  const { t } = useTranslation('settings');
  const { redirect } = useSearch({ from: '/new-password' });
  const navigate = useNavigate();
  const router = useRouter();
  const goOn = () => {
    if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };
  return (
    <AuthFrame
      title={t('firstPassword.title')}
      footer={
        mayKeepPassword() && (
          <Button variant="quiet" className="-ms-3.5" onClick={goOn}>
            {t('firstPassword.later')}
          </Button>
        )
      }
    >
      <p className="text-ink-2">{t('firstPassword.lead')}</p>
      <PasswordForm focus onChanged={goOn} />
    </AuthFrame>
  );
}
