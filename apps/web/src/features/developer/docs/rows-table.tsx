import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Line } from './prose';
import { HEADINGS, ROWS, type RowsName } from './rows';

/** A table of names and their meanings. */
export function RowsTable({ name }: { name: RowsName }) {
  const { t } = useTranslation('docs');
  const [first, last] = HEADINGS[name];
  return (
    <Table label={t(first)}>
      <thead>
        <tr>
          <Th>{t(first)}</Th>
          {name === 'code' && <Th>{t('table.status')}</Th>}
          <Th>{t(last)}</Th>
        </tr>
      </thead>
      <tbody>
        {ROWS[name].map((row) => (
          <Tr key={row.code} compact>
            <Td className="min-w-40 align-top font-mono wrap-anywhere" translate="no">
              {row.code}
            </Td>
            {'status' in row && <Td className="tabular font-mono align-top">{row.status}</Td>}
            <Td className="min-w-28 wrap-anywhere text-ink-2">
              <Line text={t(row.words)} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
