import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { absoluteTime } from '@/lib/dates';
import { type Line } from './panels';

interface PanelTableProps {
  title: string;
  names: readonly string[];
  lines: readonly Line[];
  times: readonly number[];
  words: (value: number | null) => string;
}

/** A chart's numbers, newest first, without empty points. */
export function PanelTable({ title, names, lines, times, words }: PanelTableProps) {
  const { t } = useTranslation('telemetry');
  const rows = times
    .map((time, index) => ({ time, values: lines.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null));
  return (
    <Table label={t('tableOf', { title })} className="h-full overflow-y-auto">
      <thead>
        <tr>
          <Th>{t('time')}</Th>
          {names.map((name) => (
            <Th key={name} className="text-end">
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.reverse().map(({ time, values }) => (
          <Tr key={time} compact>
            <Td className="tabular whitespace-nowrap">{absoluteTime(new Date(time).toISOString())}</Td>
            {values.map((value, index) => (
              <Td key={index} className="tabular text-end font-mono whitespace-nowrap">
                {words(value)}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
