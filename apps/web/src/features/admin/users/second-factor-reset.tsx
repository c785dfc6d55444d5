import { type AdminUserDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { useResetSecondFactor } from './api';

/** Removes the second factors of somebody who has lost them, after a second click. */
export function SecondFactorReset({ user, self }: { user: AdminUserDto; self: boolean }) {
  const { t } = useTranslation('people');
  const [sure, setSure] = useState(false);
  const reset = useResetSecondFactor();
  if (self) return <p className="text-console text-ink-2">{t('secondFactorSelf')}</p>;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-console text-ink-2">{t('secondFactorText')}</p>
      {reset.isError && <ErrorNotice error={reset.error} />}
      {sure ? (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" variant="danger" busy={reset.isPending} onClick={() => reset.mutate(user.id)}>
            {t('secondFactorSure', { name: user.username })}
          </Button>
          <Button size="sm" variant="quiet" onClick={() => setSure(false)}>
            {t('secondFactorKeep')}
          </Button>
        </div>
      ) : (
        <Button size="sm" onClick={() => setSure(true)}>
          {t('secondFactorReset')}
        </Button>
      )}
    </div>
  );
}
