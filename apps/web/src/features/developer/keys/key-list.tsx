import { useTranslation } from 'react-i18next';
import { KeyActions } from './key-actions';
import { type KeysProps } from './key-table';
import { useKeyFacts } from './use-key-facts';

/** The keys on a narrow screen: a list of facts per key. */
export function KeyList({ keys, ...actions }: KeysProps) {
  const { t } = useTranslation('developer');
  const facts = useKeyFacts();
  return (
    <ul aria-label={t('title')} className="flex flex-col">
      {keys.map((key) => (
        <li key={key.id} className="relative border-t border-line py-4 last:border-b">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-console">
            {facts.map(({ id, label, show }) => (
              <div key={id} className="contents">
                <dt className="text-ink-3">{label}</dt>
                <dd
                  className={`min-w-0 break-words ${id === 'name' ? 'font-medium' : id === 'key' ? 'font-mono' : ''}`}
                >
                  {show(key)}
                </dd>
              </div>
            ))}
          </dl>
          <div className="absolute end-0 top-2">
            <KeyActions apiKey={key} {...actions} />
          </div>
        </li>
      ))}
    </ul>
  );
}
