import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy-box';
import { Dialog, DialogActions } from '@/components/ui/dialog';

/** The secret of a webhook, this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  return (
    <Dialog open onOpenChange={onClose} title={t('webhooks.secretTitle')}>
      <div className="flex flex-col gap-4">
        <p className="text-console text-ink-2">{t('webhooks.secretText')}</p>
        <CopyBox label={t('webhooks.secret')} text={secret} />
        <DialogActions>
          <Button variant="primary" onClick={onClose}>
            {t('webhooks.stored')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
