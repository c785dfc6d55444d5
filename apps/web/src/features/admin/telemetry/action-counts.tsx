import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ShareBar } from '@/components/chart/share-bar';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatNumber } from '@/lib/format';

/** How often each action happened, with links to the log. */
export function ActionCounts({ counts }: { counts: Record<string, number> }) {
  const { t } = useTranslation('telemetry');
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 1;
  if (rows.length === 0) return null;
  return (
    <section className="flex max-w-2xl flex-col gap-3">
      <h2 className="text-ui font-semibold">{t('actions')}</h2>
      <Table label={t('actions')}>
        <thead>
          <tr>
            <Th>{t('action')}</Th>
            <Th className="text-end">{t('count')}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([action, count]) => (
            <Tr key={action} compact>
              <Td>
                <Link
                  to="/admin/logs"
                  search={{ q: `action:${action}`, range: 'all' }}
                  className="font-mono text-accent-ink hover:underline"
                >
                  {action}
                </Link>
              </Td>
              <Td className="w-1/2">
                <span className="tabular flex items-center justify-end gap-3 font-mono">
                  <ShareBar parts={[{ share: count / most, className: 'rounded-full bg-line-strong' }]} />
                  <span className="min-w-12 text-end">{formatNumber(count)}</span>
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
