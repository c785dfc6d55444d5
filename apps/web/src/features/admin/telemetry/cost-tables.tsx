import { type CostReportDto, type CostRowDto, type NearBudgetDto } from '@pocket-llm/api-client';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatNumber } from '@/lib/format';
import { formatKilowattHours, formatMoney } from '@/lib/money';
import { COST_GROUPS, type CostGroup, type CostRange, useExportCosts } from './api';
import { NearBudgets } from './near-budgets';

const NUMBER = 'tabular text-end font-mono whitespace-nowrap';

interface CostTablesProps extends Omit<CostTableProps, 'report'> {
  near: readonly NearBudgetDto[];
  /** `undefined` where nothing has a price. */
  report: CostReportDto | undefined;
}

/** Who is near the end of a budget, and what the range has cost. */
export function CostTables({ near, report, ...rest }: CostTablesProps) {
  return (
    <>
      {near.length > 0 && <NearBudgets rows={near} />}
      {report && <CostTable report={report} {...rest} />}
    </>
  );
}

interface CostTableProps {
  range: CostRange;
  group: CostGroup;
  onGroup: (group: CostGroup) => void;
  report: CostReportDto;
}

function CostTable({ range, group, onGroup, report: { rows, currency } }: CostTableProps) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const file = useExportCosts(range, group);
  const nameOf = ({ id, name, owner }: CostRowDto) =>
    name === null
      ? t(id === null ? 'costs.withoutKey' : 'costs.gone')
      : owner === null
        ? name
        : t('keyOf', { name, owner });
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="me-auto text-ui font-semibold">{t('costs.title')}</h2>
        <Select
          label={t('costs.by')}
          value={group}
          options={COST_GROUPS.map((value) => ({ value, label: t(`costs.groups.${value}`) }))}
          onChange={onGroup}
        />
        <Button size="sm" busy={file.isPending} onClick={() => file.mutate()}>
          <Icon as={Download} />
          {t('costs.csv')}
        </Button>
      </div>
      {file.isError && <ErrorNotice error={file.error} />}
      <p className="max-w-prose text-console text-ink-2">{t('costs.text')}</p>
      <Table label={t('costs.title')}>
        <thead>
          <tr>
            <Th>{t(`costs.heads.${group}`)}</Th>
            <Th className="text-end">{t('costs.requests')}</Th>
            <Th className="text-end">{t('costs.input')}</Th>
            <Th className="text-end">{t('costs.output')}</Th>
            {currency !== null && <Th className="text-end">{t('costs.cost')}</Th>}
            <Th className="text-end">{t('costs.energy')}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.id} compact>
              <Td className="max-w-64 truncate" title={nameOf(row)}>
                {nameOf(row)}
              </Td>
              <Td className={NUMBER}>{formatNumber(row.requests)}</Td>
              <Td className={NUMBER}>{formatNumber(row.input_tokens)}</Td>
              <Td className={NUMBER}>{formatNumber(row.output_tokens)}</Td>
              {currency !== null && <Td className={NUMBER}>{formatMoney(row.cost_micros, currency)}</Td>}
              <Td className={NUMBER}>{t('kilowattHours', { value: formatKilowattHours(row.energy_micro_wh) })}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
