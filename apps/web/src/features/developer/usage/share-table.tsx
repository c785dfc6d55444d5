import { useTranslation } from 'react-i18next';
import { ShareBar } from '@/components/chart/share-bar';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatNumber } from '@/lib/format';
import { METRICS, type Share } from './figures';

interface ShareTableProps {
  title: string;
  column: string;
  shares: readonly Share[];
  nameOf: (share: Share) => string;
}

/** The usage of each key or model, most used first. */
export function ShareTable({ title, column, shares, nameOf }: ShareTableProps) {
  const { t } = useTranslation('usage');
  const most = Math.max(...shares.map(({ requests }) => requests), 1);
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h2 className="text-ui font-semibold">{title}</h2>
      <Table label={title}>
        <thead>
          <tr>
            <Th>{column}</Th>
            {METRICS.map((metric) => (
              <Th key={metric} className="text-end">
                {t(`metric.${metric}`)}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {shares.map((share) => (
            <Tr key={share.id} compact>
              <Td className="max-w-52 truncate" title={nameOf(share)}>
                {nameOf(share)}
              </Td>
              <Td className="w-2/5 font-mono">
                <span className="flex items-center justify-end gap-3">
                  <ShareBar parts={[{ share: share.requests / most, className: 'rounded-full bg-line-strong' }]} />
                  {formatNumber(share.requests)}
                </span>
              </Td>
              <Td className="text-end font-mono">{formatNumber(share.tokens)}</Td>
              <Td className="text-end font-mono">{formatNumber(share.errors)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
