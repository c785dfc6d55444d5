import { type WebhookDeliveryDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';

const TONES = { waiting: 'warn', delivered: 'ok', failed: 'danger' } as const;

/** How a message fared, and why it failed. */
export function DeliveryState({ delivery }: { delivery: WebhookDeliveryDto }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const { state, tries, status, problem, tried_at, due_at } = delivery;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      <Status tone={TONES[state]}>
        {t(`webhooks.states.${state}`)}
        {status !== null && ` (${status})`}
      </Status>
      {tried_at && <Time iso={tried_at} />}
      {tries > 1 && <span className="text-ink-3">{t('webhooks.tries', { count: tries })}</span>}
      {problem !== null && <span className="wrap-anywhere text-ink-2">{problem}</span>}
      {due_at !== null && tries > 0 && (
        <span className="text-ink-3">
          {t('webhooks.next')} <Time iso={due_at} />
        </span>
      )}
    </span>
  );
}
