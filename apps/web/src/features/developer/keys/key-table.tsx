import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { KeyActions, type KeyActionsProps } from './key-actions';
import { useKeyFacts } from './use-key-facts';

export interface KeysProps extends Omit<KeyActionsProps, 'apiKey'> {
  keys: ApiKey[];
}

/** The keys as a table. */
export function KeyTable({ keys, ...actions }: KeysProps) {
  const { t } = useTranslation('developer');
  const facts = useKeyFacts();
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          {facts.map(({ id, label }) => (
            <Th key={id}>{label}</Th>
          ))}
          <Th className="sticky end-0 w-14">
            <span className="sr-only">{t('action')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Tr key={key.id}>
            {facts.map(({ id, className, show }) => (
              <Td key={id} className={className}>
                {show(key)}
              </Td>
            ))}
            <Td className="sticky end-0 bg-canvas">
              <KeyActions apiKey={key} {...actions} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
