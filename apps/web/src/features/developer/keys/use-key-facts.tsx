import { type ApiKey } from '@pocket-llm/api-client';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Middle } from '@/components/ui/middle';
import { Time } from '@/components/ui/time';
import { KeyStatus } from './key-status';
import { useKeyWords } from './use-key-words';

export interface KeyFact {
  id: 'name' | 'key' | 'scopes' | 'models' | 'limits' | 'lastUsed' | 'expires' | 'status';
  label: string;
  /** How its column behaves. */
  className?: string;
  show: (key: ApiKey) => ReactNode;
}

/** What is said of a key: the columns of the table, and the lines of the list on a narrow screen. */
export function useKeyFacts(): KeyFact[] {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const words = useKeyWords();
  const time = (iso: string | null) => (iso ? <Time iso={iso} /> : common('never'));
  return [
    {
      id: 'name',
      label: t('name'),
      className: 'max-w-52 font-medium',
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
    { id: 'limits', label: t('limits'), className: 'text-ink-2', show: words.limits },
    { id: 'lastUsed', label: t('lastUsed'), className: 'whitespace-nowrap', show: (key) => time(key.last_used_at) },
    { id: 'expires', label: t('expires'), className: 'whitespace-nowrap', show: (key) => time(key.expires_at) },
    { id: 'status', label: t('status'), className: 'whitespace-nowrap', show: (key) => <KeyStatus apiKey={key} /> },
  ];
}
