import { useTranslation } from 'react-i18next';
import { columnName } from './columns';

const LABELS = { request: 'requestId', address: 'address', agent: 'agent' } as const;

/** What a column is called. */
export function useColumnName(): (column: string) => string {
  const { t } = useTranslation('admin');
  return (column) => {
    const name = columnName(column);
    return 'own' in name ? t(`logs.${LABELS[name.own]}`) : name.detail;
  };
}
