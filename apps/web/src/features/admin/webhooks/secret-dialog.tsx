import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogActions } from '@/components/ui/dialog';

/** The secret of a webhook, this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  return (
    <Dialog open onOpenChange={onClose} title={t('webhooks.secretTitle')}>
      <div className="flex flex-col gap-4">
        <p className="text-console text-ink-2">{t('webhooks.secretText')}</p>
        <div className="flex items-center gap-2 rounded-panel border border-line-strong bg-sunken ps-3 pe-1">
          <span
            role="group"
            aria-label={t('webhooks.secret')}
            className="min-w-0 flex-1 py-2.5 font-mono text-console break-all"
            translate="no"
            dir="ltr"
          >
            {secret}
          </span>
          <CopyButton text={secret} />
        </div>
        <DialogActions>
          <Button variant="primary" onClick={onClose}>
            {t('webhooks.stored')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
