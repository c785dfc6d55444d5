import { type WebhookDeliveryDto, type WebhookDto } from '@pocket-llm/api-client';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { SureButton } from '@/components/ui/sure-button';
import { Switch } from '@/components/ui/switch';
import { formatList } from '@/lib/format';
import { useChangeWebhook, useRemoveWebhook, useRenewSecret, useTestWebhook } from './api';
import { DeliveryState } from './delivery-state';

interface WebhookRowProps {
  webhook: WebhookDto;
  onEdit: () => void;
  onDeliveries: () => void;
  onSecret: (secret: string) => void;
}

/** A webhook: where it leads, what it is told, how its last message fared, and what can be done with it. */
export function WebhookRow({ webhook, onEdit, onDeliveries, onSecret }: WebhookRowProps) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const { id, name, url, events, is_enabled, waiting, dropped, last } = webhook;
  const change = useChangeWebhook(id);
  const test = useTestWebhook(id);
  const renew = useRenewSecret(id);
  const remove = useRemoveWebhook(id);
  const error = change.error ?? test.error ?? renew.error ?? remove.error;
  const shown = newer(test.data, last);
  return (
    <li className="flex flex-col gap-2 py-3 text-console">
      <div className="flex items-start gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-0.5">
          <p className="text-ui font-medium wrap-anywhere">{name}</p>
          <p className="font-mono wrap-anywhere text-ink-2" dir="ltr">
            {url}
          </p>
          <p className="text-ink-2">{formatList(events.map((event) => t(`webhooks.events.${eventKey(event)}`)))}</p>
        </div>
        <Switch
          label={t('webhooks.enabled', { name })}
          checked={is_enabled}
          disabled={change.isPending}
          onChange={(next) => change.mutate({ is_enabled: next })}
        />
      </div>
      <div role="status" className="flex flex-wrap gap-x-3 gap-y-1">
        {shown ? <DeliveryState delivery={shown} /> : <Quiet>{t('webhooks.never')}</Quiet>}
        {waiting > 0 && <Quiet>{t('webhooks.waiting', { count: waiting })}</Quiet>}
        {dropped > 0 && <span className="text-warn">{t('webhooks.dropped', { count: dropped })}</span>}
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={test.isPending} onClick={() => test.mutate()}>
          {t('webhooks.test')}
        </Button>
        <Button size="sm" onClick={onDeliveries}>
          {t('webhooks.deliveries')}
        </Button>
        <Button size="sm" onClick={onEdit}>
          {t('webhooks.edit')}
        </Button>
        <SureButton
          label={t('webhooks.renew')}
          sureLabel={t('webhooks.renewSure')}
          busy={renew.isPending}
          onSure={() => renew.mutate(undefined, { onSuccess: ({ secret }) => onSecret(secret) })}
        />
        <SureButton
          label={t('webhooks.delete')}
          sureLabel={t('webhooks.deleteSure')}
          busy={remove.isPending}
          onSure={() => remove.mutate()}
        />
      </div>
    </li>
  );
}

/** The one that was tried last. */
const newer = (tested: WebhookDeliveryDto | undefined, last: WebhookDeliveryDto | null) =>
  tested && (tested.tried_at ?? '') >= (last?.tried_at ?? '') ? tested : last;

const Quiet = ({ children }: { children: ReactNode }) => <span className="text-ink-3">{children}</span>;

type Key<T extends string> = T extends `${infer A}.${infer B}` ? `${A}-${B}` : T;

/** An event as the key of its text: a dot would be a level of its own. */
export const eventKey = <T extends string>(event: T) => event.replace('.', '-') as Key<T>;
