import { type Telemetry } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';

/** The five numbers at the top, without cards. */
export function Figures({ data }: { data: Telemetry }) {
  const { t } = useTranslation('admin');
  const figures = [
    [t('telemetry.users'), data.total_users],
    [t('telemetry.activeUsers'), data.active_users],
    [t('telemetry.chats'), data.total_chats],
    [t('telemetry.messages'), data.total_messages],
    [t('telemetry.recent'), data.recent_activity_24h],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-4 sm:grid-cols-3 lg:grid-cols-5">
      {figures.map(([label, value]) => (
        <div key={label} className="flex flex-col-reverse">
          <dt className="text-meta text-ink-3">{label}</dt>
          <dd className="tabular font-mono text-page">{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
