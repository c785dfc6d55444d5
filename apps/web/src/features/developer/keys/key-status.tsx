import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { absoluteTime, relativeTime } from '@/lib/dates';
import { countdown, graceOf, stateOf } from './key-state';
import { useNow } from './use-now';

const TONES = { active: 'ok', soon: 'warn', expired: 'warn' } as const;

/** Whether the key works, and for how long the secret before it still does. */
export function KeyStatus({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('developer');
  const counting = graceOf(apiKey, Date.now()) !== undefined;
  const now = useNow(counting ? 1000 : 60_000);
  const state = stateOf(apiKey, now);
  const grace = graceOf(apiKey, now);
  return (
    <div className="flex flex-col gap-0.5">
      <Status tone={TONES[state]}>
        {state === 'soon' ? t('endsSoon', { when: relativeTime(apiKey.expires_at!, now) }) : t(state)}
      </Status>
      {grace && (
        <span className="text-meta text-ink-2" title={absoluteTime(grace)}>
          {t('oldWorks')} <span className="tabular font-mono">{countdown(grace, now)}</span>
        </span>
      )}
    </div>
  );
}
