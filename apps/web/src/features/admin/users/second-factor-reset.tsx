import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { SureButton } from '@/components/ui/sure-button';
import { useResetSecondFactor } from './api';

/** Removes the second factors of somebody who has lost them, after a second click. */
export function SecondFactorReset({ user, self }: { user: AdminUserDto; self: boolean }) {
  const { t } = useTranslation('people');
  const reset = useResetSecondFactor();
  if (self) return <p className="text-console text-ink-2">{t('secondFactorSelf')}</p>;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-console text-ink-2">{t('secondFactorText')}</p>
      {reset.isError && <ErrorNotice error={reset.error} />}
      <SureButton
        label={t('secondFactorReset')}
        sureLabel={t('secondFactorSure', { name: user.username })}
        busy={reset.isPending}
        onSure={() => reset.mutate(user.id)}
      />
    </div>
  );
}
