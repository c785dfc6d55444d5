import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { SecondFactors } from '@/features/settings/security/security-section';
import { isDone } from '@/lib/session';
import { Overlays } from '../layouts/overlays';
import { useLeave } from '../layouts/use-leave';
import { AuthFrame } from './auth-frame';

/** Where a person goes first whose account must have a second factor and has none. */
export function SecondFactorPage() {
  const { t } = useTranslation('security');
  const { t: auth } = useTranslation('auth');
  const { redirect } = useSearch({ from: '/second-factor' });
  const navigate = useNavigate();
  const router = useRouter();
  const leave = useLeave();
  const done = () => {
    isDone('second_factor_required');
    if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };
  return (
    <>
      <AuthFrame
        title={t('required.title')}
        footer={
          <Button variant="quiet" className="-ms-3.5" onClick={() => void leave()}>
            {auth('leave')}
          </Button>
        }
      >
        <p className="text-ink-2">{t('required.lead')}</p>
        <section aria-labelledby="ways">
          <h2 id="ways" className="sr-only">
            {t('title')}
          </h2>
          <SecondFactors onSetUp={done} />
        </section>
      </AuthFrame>
      <Overlays />
    </>
  );
}
