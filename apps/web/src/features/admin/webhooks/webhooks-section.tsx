import { type WebhookDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { webhooksQuery } from './api';
import { DeliveriesDialog } from './deliveries-dialog';
import { SecretDialog } from './secret-dialog';
import { WebhookDialog } from './webhook-dialog';
import { WebhookRow } from './webhook-row';

type Open = { what: 'new' } | { what: 'edit' | 'deliveries'; webhook: WebhookDto } | { what: 'secret'; secret: string };

/** Addresses that are told of events. */
export function WebhooksSection() {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const query = useQuery(webhooksQuery);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const onSecret = (secret: string) => setOpen({ what: 'secret', secret });
  return (
    <Section title={t('webhooks.title')} lead={t('webhooks.lead')}>
      {query.isPending && <Skeleton rows={2} className="h-14" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && <Hint>{t('webhooks.empty')}</Hint>}
      {query.data && query.data.length > 0 && (
        <ul aria-label={t('webhooks.title')} className="divide-y divide-line border-y border-line">
          {query.data.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              onEdit={() => setOpen({ what: 'edit', webhook })}
              onDeliveries={() => setOpen({ what: 'deliveries', webhook })}
              onSecret={onSecret}
            />
          ))}
        </ul>
      )}
      <Button className="self-start" onClick={() => setOpen({ what: 'new' })}>
        {t('webhooks.add')}
      </Button>
      {(open?.what === 'new' || open?.what === 'edit') && (
        <WebhookDialog webhook={open.what === 'edit' ? open.webhook : undefined} onSecret={onSecret} onClose={close} />
      )}
      {open?.what === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
      {open?.what === 'deliveries' && <DeliveriesDialog webhook={open.webhook} onClose={close} />}
    </Section>
  );
}
