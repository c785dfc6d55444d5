import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { usePurgeCache } from './api';

/** Deletes every cached answer, after a confirmation. */
export function Purge() {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  const { t: common } = useTranslation();
  const [confirming, setConfirming] = useState(false);
  const purge = usePurgeCache({ onSuccess: () => setConfirming(false) });
  return (
    <>
      <Button variant="danger" onClick={() => setConfirming(true)}>
        {t('purge')}
      </Button>
      <Dialog open={confirming} onOpenChange={setConfirming} title={t('purgeTitle')} description={t('purgeText')}>
        {purge.isError && <ErrorNotice error={purge.error} />}
        <DialogActions>
          <Button variant="quiet" onClick={() => setConfirming(false)}>
            {common('cancel')}
          </Button>
          <Button variant="danger" busy={purge.isPending} onClick={() => purge.mutate()}>
            {t('purge')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
