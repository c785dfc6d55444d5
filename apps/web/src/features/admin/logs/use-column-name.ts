import { useTranslation } from 'react-i18next';
import { columnName } from './columns';

const LABELS = { request: 'requestId', address: 'address', agent: 'agent' } as const;

/** Names the columns in the reader's language. */
export function useColumnName(): (column: string) => string {
  const { t } = useTranslation('admin');
  return (column) => {
    const name = columnName(column);
    return 'attribute' in name ? t(`logs.${LABELS[name.attribute]}`) : name.detail;
  };
}
