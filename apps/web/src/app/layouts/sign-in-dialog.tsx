import { type AuthSession } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { LoginForm } from '@/features/auth/login-form';
import { signIn, useUser } from '@/lib/session';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { useLeave } from './use-leave';

const ProviderButtons = lateComponent(
  importWithTexts('security', async () => (await import('@/features/auth/providers')).ProviderButtons),
);

/** Asks the person to sign in again without leaving the page, then repeats the refused request. */
export default function SignInDialog({ onDone }: { onDone: (signedIn: boolean) => void }) {
  const { t } = useTranslation('auth');
  const user = useUser();
  const leave = useLeave();
  const goOn = (session: AuthSession) => {
    signIn(session);
    // Somebody else: the page is the other one's, with all that it waits for.
    if (session.user.id !== user?.id) window.location.assign('/chat');
    onDone(true);
  };
  return (
    <Dialog open dismissible={false} title={t('expiredTitle')} description={t('expiredText')}>
      <ProviderButtons next={window.location.pathname + window.location.search} onDone={goOn} fallback={null} />
      <LoginForm username={user?.username} onDone={goOn} />
      <Button
        variant="quiet"
        onClick={() => {
          onDone(false);
          void leave();
        }}
      >
        {t('leave')}
      </Button>
    </Dialog>
  );
}
