import { type Telemetry } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { cn } from '@/lib/cn';
import { formatDuration, formatNumber, formatPercent } from '@/lib/format';

const NUMBER = 'tabular text-end font-mono whitespace-nowrap';

/** The usage in the range by model and by user. */
export function ShareTables({ data: { by_model, by_user } }: { data: Telemetry }) {
  return (
    <div className="grid gap-8 2xl:grid-cols-2">
      <ModelTable rows={by_model} />
      <UserTable rows={by_user} />
    </div>
  );
}

function ModelTable({ rows }: { rows: Telemetry['by_model'] }) {
  const { t } = useTranslation('telemetry');
  const words = (value: number | null, format: (value: number) => string) =>
    value === null ? t('none') : format(value);
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h2 className="text-ui font-semibold">{t('byModel')}</h2>
      {rows.length === 0 && <p className="text-ui text-ink-3">{t('noData')}</p>}
      {rows.length > 0 && (
        <Table label={t('byModel')}>
          <thead>
            <tr>
              <Th>{t('columns.model')}</Th>
              <Heads names={['questions', 'failed', 'p95', 'ttft', 'speed', 'tokens', 'cache']} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Tr key={row.model} compact>
                <Td className="font-mono">{row.model}</Td>
                <Td className={NUMBER}>{formatNumber(row.requests)}</Td>
                <Td className={cn(NUMBER, row.errors > 0 && 'text-danger')}>{formatNumber(row.errors)}</Td>
                <Td className={NUMBER}>{words(row.p95_ms, formatDuration)}</Td>
                <Td className={NUMBER}>{words(row.ttft_p95_ms, formatDuration)}</Td>
                <Td className={NUMBER}>{words(row.tokens_per_second, formatNumber)}</Td>
                <Td className={NUMBER}>{formatNumber(row.output_tokens)}</Td>
                <Td className={NUMBER}>{words(row.cache_hit_rate, formatPercent)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function UserTable({ rows }: { rows: Telemetry['by_user'] }) {
  const { t } = useTranslation('telemetry');
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h2 className="text-ui font-semibold">{t('byUser')}</h2>
      {rows.length === 0 && <p className="text-ui text-ink-3">{t('noData')}</p>}
      {rows.length > 0 && (
        <Table label={t('byUser')}>
          <thead>
            <tr>
              <Th>{t('columns.user')}</Th>
              <Heads names={['requests', 'refused', 'errors', 'answers', 'failed', 'tokens']} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Tr key={row.user_id} compact>
                <Td className="whitespace-nowrap">
                  {row.username === null ? (
                    <span className="text-ink-3">{t('goneUser')}</span>
                  ) : (
                    <Link
                      to="/admin/logs"
                      search={{ q: `user:${row.username}` }}
                      className="text-accent-ink hover:underline"
                    >
                      {row.username}
                    </Link>
                  )}
                </Td>
                {(
                  [
                    [row.requests],
                    [row.client_errors, 'text-warn'],
                    [row.errors, 'text-danger'],
                    [row.answers],
                    [row.failed_answers, 'text-danger'],
                    [row.output_tokens],
                  ] as const
                ).map(([value, fault], index) => (
                  <Td key={index} className={cn(NUMBER, value > 0 && fault)}>
                    {formatNumber(value)}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function Heads({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('telemetry');
  return names.map((name) => (
    <Th key={name} className="text-end">
      {t(`columns.${name}` as 'columns.questions')}
    </Th>
  ));
}
