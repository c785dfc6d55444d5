import { type NearBudgetDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ShareBar } from '@/components/chart/share-bar';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { cn } from '@/lib/cn';
import { formatNumber, formatPercent } from '@/lib/format';

/** Who has used up at least four fifths of a limit that runs, the fullest first. */
export function NearBudgets({ rows }: { rows: readonly NearBudgetDto[] }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const nameOf = ({ name, owner }: NearBudgetDto) => (owner === null ? name : t('keyOf', { name, owner }));
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h2 className="text-ui font-semibold">{t('near.title')}</h2>
      <p className="text-console text-ink-2">{t('near.text')}</p>
      <Table label={t('near.title')}>
        <thead>
          <tr>
            <Th>{t('near.who')}</Th>
            <Th>{t('near.what')}</Th>
            <Th className="text-end">{t('near.used')}</Th>
            <Th className="text-end">{t('near.share')}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={`${row.holder_id} ${row.period} ${row.measure}`} compact>
              <Td className="max-w-64 truncate" title={nameOf(row)}>
                {nameOf(row)} <span className="text-ink-3">{t(`near.holders.${row.holder}`)}</span>
              </Td>
              <Td>{t(`near.limits.${row.measure}.${row.period}`)}</Td>
              <Td className="tabular text-end font-mono whitespace-nowrap">
                {t('near.of', { used: formatNumber(row.used), limit: formatNumber(row.limit) })}
              </Td>
              <Td className={cn('tabular w-1/4 font-mono', row.used >= row.limit && 'text-danger')}>
                <span className="flex items-center justify-end gap-3">
                  <ShareBar
                    parts={[
                      {
                        share: Math.min(1, row.used / row.limit),
                        className: row.used >= row.limit ? 'bg-danger' : 'bg-warn',
                      },
                    ]}
                  />
                  {formatPercent(Math.floor((row.used / row.limit) * 100) / 100)}
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
