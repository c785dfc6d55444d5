import { type ApiKey } from '@pocket-llm/api-client';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Middle } from '@/components/ui/middle';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { absoluteTime, relativeTime } from '@/lib/dates';
import { countdown, graceOf, stateOf } from './key-state';
import { useKeyText } from './use-key-text';

interface KeyFact {
  id: 'name' | 'key' | 'scopes' | 'models' | 'limits' | 'created' | 'lastUsed' | 'expires' | 'status';
  label: string;
  /** Class name of its column in the table. */
  className?: string;
  show: (key: ApiKey) => ReactNode;
}

/** The facts about a key: columns of the table, and lines of the list on a narrow screen. */
export function useKeyFacts(): KeyFact[] {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const words = useKeyText();
  const time = (iso: string | null) => (iso ? <Time iso={iso} /> : common('never'));
  return [
    {
      id: 'name',
      label: t('name'),
      className: 'max-w-44 font-medium',
      show: ({ name }) => (
        <span title={name}>
          <Middle text={name} />
        </span>
      ),
    },
    {
      id: 'key',
      label: t('key'),
      className: 'font-mono whitespace-nowrap',
      show: ({ prefix, last_four }) => (
        <span translate="no" dir="ltr">
          {prefix}…{last_four}
        </span>
      ),
    },
    { id: 'scopes', label: t('scopes'), className: 'text-ink-2', show: words.scopes },
    { id: 'models', label: t('models'), className: 'text-ink-2', show: words.models },
    { id: 'limits', label: t('limits'), className: 'min-w-32 text-ink-2', show: words.limits },
    { id: 'created', label: t('created'), className: 'whitespace-nowrap', show: (key) => time(key.created_at) },
    { id: 'lastUsed', label: t('lastUsed'), className: 'whitespace-nowrap', show: (key) => time(key.last_used_at) },
    { id: 'expires', label: t('expires'), className: 'whitespace-nowrap', show: (key) => time(key.expires_at) },
    { id: 'status', label: t('status'), className: 'whitespace-nowrap', show: (key) => <KeyStatus apiKey={key} /> },
  ];
}

const TONES = { active: 'ok', soon: 'warn', expired: 'warn' } as const;

/** Whether a key works, and how long its old secret still does. */
function KeyStatus({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('developer');
  const counting = graceOf(apiKey) !== undefined;
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

/** The current time in milliseconds, updated for relative times such as "in 5 minutes". */
function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
