import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Line } from '../prose';
import { ROWS } from '../rows';
import { type OperationField } from './operations';

/** Names, types and meanings of the parameters of a route. */
export function FieldTable({ label, fields }: { label: string; fields: OperationField[] }) {
  const { t } = useTranslation('docs');
  const fated = fields.some(({ fate }) => fate);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <h3 className="text-console font-medium">{label}</h3>
      <Table label={label}>
        <thead>
          <tr>
            <Th>{t('reference.field')}</Th>
            <Th className="max-sm:hidden">{t('reference.type')}</Th>
            {fated && <Th>{t('reference.fate')}</Th>}
            <Th>{t('reference.what')}</Th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, where, type, required, description, fate }) => (
            <Tr key={`${where} ${name}`} compact>
              <Td
                className="align-top font-mono max-sm:min-w-28 max-sm:wrap-anywhere sm:whitespace-nowrap"
                translate="no"
              >
                {name}
                <span className="block text-ink-2 sm:hidden">{type}</span>
              </Td>
              <Td className="max-w-64 align-top font-mono text-ink-2 max-sm:hidden" translate="no">
                {type}
              </Td>
              {fated && <Td className="align-top whitespace-nowrap text-ink-2">{fate && <Fate fate={fate} />}</Td>}
              <Td className="min-w-40 text-ink-2 sm:min-w-48">
                {[required && t('reference.required'), where !== 'body' && t(`reference.where.${where}`)]
                  .filter(Boolean)
                  .join(', ')}
                {(required || where !== 'body') && description && ' · '}
                <Line text={description} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

/** What happens to a field. The word is the one of the guide's table, whose meaning is at hand here too. */
function Fate({ fate }: { fate: string }) {
  const { t } = useTranslation('docs');
  const known = ROWS.fate.find(({ code }) => code === fate);
  return <span title={known && t(known.words)}>{fate}</span>;
}
