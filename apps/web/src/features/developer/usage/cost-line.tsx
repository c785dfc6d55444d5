import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatKilowattHours, formatMoney } from '@/lib/money';
import { costOf, sharesOf, type UsageRow } from './figures';

const NUMBER = 'tabular text-end font-mono whitespace-nowrap';

/** What the rows have cost, in all and by model. */
export function CostLine({ rows, currency }: { rows: readonly UsageRow[]; currency: string | null }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const all = costOf(rows);
  const models = sharesOf(rows, 'model')
    .map((share) => ({ ...share, ...costOf(share.rows) }))
    .filter(({ cost, energy }) => cost > 0 || energy > 0)
    .sort((one, other) => other.cost - one.cost || other.energy - one.energy);
  const cells = ({ cost, energy }: typeof all) => (
    <>
      {currency !== null && <Td className={NUMBER}>{formatMoney(cost, currency)}</Td>}
      <Td className={NUMBER}>{t('kilowattHours', { value: formatKilowattHours(energy) })}</Td>
    </>
  );
  return (
    <section className="flex max-w-2xl min-w-0 flex-col gap-3">
      <h2 className="text-ui font-semibold">{t('costs.title')}</h2>
      <p className="text-console text-ink-2">{t('costs.text')}</p>
      <Table label={t('costs.title')}>
        <thead>
          <tr>
            <Th>{t('costs.heads.model')}</Th>
            {currency !== null && <Th className="text-end">{t('costs.cost')}</Th>}
            <Th className="text-end">{t('costs.energy')}</Th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Tr key={model.id} compact>
              <Td className="max-w-52 truncate" title={model.label ?? ''}>
                {model.label}
              </Td>
              {cells(model)}
            </Tr>
          ))}
          <Tr compact>
            <Td className="font-medium">{t('costs.all')}</Td>
            {cells(all)}
          </Tr>
        </tbody>
      </Table>
    </section>
  );
}
