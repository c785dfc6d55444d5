import { type WebhookDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { deliveriesQuery, useSendAgain } from './api';
import { DeliveryState } from './delivery-state';

/** The last messages of a webhook, each with what was sent and what came back. */
export function DeliveriesDialog({ webhook, onClose }: { webhook: WebhookDto; onClose: () => void }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const query = useQuery(deliveriesQuery(webhook.id));
  const again = useSendAgain(webhook.id);
  return (
    <Dialog open wide onOpenChange={onClose} title={t('webhooks.deliveriesOf', { name: webhook.name })}>
      <div className="flex flex-col gap-3">
        <p className="text-console text-ink-2">{t('webhooks.deliveriesText')}</p>
        {query.isPending && <Skeleton rows={3} className="h-10" />}
        {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {again.isError && <ErrorNotice error={again.error} />}
        {query.data?.length === 0 && <p className="text-ui text-ink-2">{t('webhooks.never')}</p>}
        <ul className="divide-y divide-line border-t border-line empty:hidden">
          {query.data?.map((delivery) => (
            <li key={delivery.id} className="flex flex-col gap-1 py-2 text-console">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-mono">{delivery.event}</span>
                <Button
                  size="sm"
                  busy={again.isPending && again.variables === delivery.id}
                  onClick={() => again.mutate(delivery.id)}
                >
                  {t('webhooks.again')}
                </Button>
              </div>
              <DeliveryState delivery={delivery} />
              <details>
                <summary className="flex min-h-8 items-center text-ink-2 touch:min-h-11">
                  {t('webhooks.content')}
                </summary>
                <pre dir="ltr" className="bg-sunken p-2 font-mono text-meta wrap-anywhere whitespace-pre-wrap">
                  {delivery.body}
                </pre>
                {delivery.reply !== null && (
                  <>
                    <p className="pt-2 text-ink-2">{t('webhooks.reply')}</p>
                    <pre dir="ltr" className="bg-sunken p-2 font-mono text-meta wrap-anywhere whitespace-pre-wrap">
                      {delivery.reply}
                    </pre>
                  </>
                )}
              </details>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
