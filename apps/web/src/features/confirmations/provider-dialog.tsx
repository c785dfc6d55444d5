import { type Identities } from '@pocket-llm/api-client';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { onConfirmed } from '@/lib/identities';
import { useConfirmAtProvider } from './api';

interface ProviderDialogProps {
  identities: Identities['identities'];
  onAnswer: (confirmed: boolean) => void;
}

/** An account without a password is confirmed by signing in at its provider again, in a window of its own. */
export function ProviderDialog({ identities, onAnswer }: ProviderDialogProps) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const confirm = useConfirmAtProvider();
  const confirmed = useEffectEvent(() => onAnswer(true));
  useEffect(() => onConfirmed(() => confirmed()), []);
  const open = (id: string) => {
    // At once, or the browser takes it for a window that nobody asked for.
    const opened = window.open('', '_blank', 'popup,width=520,height=720');
    confirm.mutate(id, {
      onSuccess: (url) => (opened ?? window).location.assign(url),
      onError: () => opened?.close(),
    });
  };
  // A proxy in front says who somebody is, and cannot ask again.
  const providers = identities.filter(({ provider_id }) => provider_id !== 'proxy');
  const lead = t(providers.length > 0 ? 'confirm.lead' : 'confirm.byNobody');
  return (
    <Dialog open onOpenChange={() => onAnswer(false)} title={t('confirm.title')} description={lead}>
      <div className="flex flex-col gap-3">
        {providers.map(({ id, provider_id, name }) => (
          <Button
            key={id}
            size="lg"
            disabled={provider_id === null}
            busy={confirm.isPending && confirm.variables === provider_id}
            onClick={() => open(provider_id!)}
          >
            <span className="line-clamp-2 leading-tight text-balance whitespace-normal">{t('with', { name })}</span>
          </Button>
        ))}
        {confirm.isError && <ErrorNotice error={confirm.error} />}
      </div>
      <DialogActions>
        <Button variant="quiet" onClick={() => onAnswer(false)}>
          {t('notNow')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
