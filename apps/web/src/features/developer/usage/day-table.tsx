import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatNumber } from '@/lib/format';
import { formatUtcDay } from './format-utc-day';
import { OTHERS, type Series } from './figures';
import { today } from './period';

/** The bars as numbers, one row per day, newest first. */
export function DayTable({
  label,
  days,
  series,
}: {
  label: string;
  days: readonly string[];
  series: readonly Series[];
}) {
  const { t } = useTranslation('usage');
  const lines = days.map((day, index) => ({ day, values: series.map(({ values }) => values[index]!) })).reverse();
  return (
    <Table label={label} className="max-h-80 overflow-y-auto">
      <thead>
        <tr>
          <Th>{t('day')}</Th>
          {series.map(({ model }) => (
            <Th key={model} className="text-end">
              {model === OTHERS ? t('others') : model}
            </Th>
          ))}
          <Th className="text-end">{t('total')}</Th>
        </tr>
      </thead>
      <tbody className="tabular">
        {lines.map(({ day, values }) => (
          <Tr key={day} compact>
            <Td className="whitespace-nowrap">
              {day === today() ? `${formatUtcDay(day, 'long')}, ${t('soFar')}` : formatUtcDay(day, 'long')}
            </Td>
            {values.map((value, index) => (
              <Td key={series[index]!.model} className="text-end font-mono">
                {formatNumber(value)}
              </Td>
            ))}
            <Td className="text-end font-mono">{formatNumber(values.reduce((sum, value) => sum + value, 0))}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
