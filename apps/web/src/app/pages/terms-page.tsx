import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { EraseSection } from '@/features/settings/erase-section';
import { TermsForm } from '@/features/terms/terms-form';
import { isDone } from '@/lib/session';
import { Overlays } from '../layouts/overlays';
import { useLeave } from '../layouts/use-leave';
import { AuthFrame } from './auth-frame';

/** Where a person goes first who has yet to accept the terms of use, or their newest version. */
export function TermsPage() {
  const { t } = useTranslation('terms');
  const { t: auth } = useTranslation('auth');
  const { redirect } = useSearch({ from: '/terms' });
  const navigate = useNavigate();
  const router = useRouter();
  const leave = useLeave();
  const goOn = () => {
    isDone('terms_required');
    if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };
  return (
    <>
      <AuthFrame
        wide
        title={t('title')}
        footer={
          <Button variant="quiet" className="-ms-3.5" onClick={() => void leave()}>
            {auth('leave')}
          </Button>
        }
      >
        <TermsForm onAccepted={goOn} />
        <EraseSection />
      </AuthFrame>
      <Overlays />
    </>
  );
}
