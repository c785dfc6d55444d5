import { type Telemetry } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '@/lib/format';

type Tone = 'ok' | 'warn' | 'danger' | 'idle';

/** How good a value is: below the first bound well, below the second so-so. */
const judged = (value: number | null, warn: number, danger: number): Tone => (value === null ? 'idle' : value < warn ? 'ok' : value < danger ? 'warn' : 'danger');
const SPEED_OK = 15;
const SPEED_LOW = 5;

/** The five numbers at the top, each with a word for how it goes, and a line of what there is. */
export function Figures({ data, stale }: { data: Telemetry; stale: boolean }) {
  const { t } = useTranslation('telemetry');
  const { totals, process, database } = data;
  const seconds = Math.max(1, (Math.min(Date.now(), Date.parse(data.to)) - Date.parse(data.from)) / 1_000);
  const speed = totals.tokens_per_second;
  const speedTone: Tone = speed === null ? 'idle' : speed >= SPEED_OK ? 'ok' : speed >= SPEED_LOW ? 'warn' : 'danger';
  const figures: [name: 'rate' | 'ttft' | 'speed' | 'queue' | 'errors', value: string, tone: Tone][] = [
    ['rate', formatNumber(totals.requests / seconds, { maximumSignificantDigits: 3 }), totals.requests === 0 ? 'idle' : 'ok'],
    ['ttft', totals.ttft_p95_ms === null ? t('none') : formatDuration(totals.ttft_p95_ms), judged(totals.ttft_p95_ms, 1_500, 6_000)],
    ['speed', speed === null ? t('none') : formatNumber(speed, { maximumFractionDigits: 1 }), speedTone],
    ['queue', formatNumber(process.queue_depth), judged(process.queue_depth, 1, 8)],
    ['errors', totals.error_rate === null ? t('none') : formatPercent(totals.error_rate), judged(totals.error_rate, 0.001, 0.01)],
  ];
  const facts = t('facts', {
    users: data.total_users,
    active: data.active_users,
    chats: data.total_chats,
    messages: data.total_messages,
    recent: data.recent_activity_24h,
    rss: formatBytes(process.rss_bytes),
    size: formatBytes(database.size_bytes),
    uptime: uptimeWords(process.uptime_seconds),
  });
  return (
    <div className={`flex flex-col gap-3 transition-opacity ${stale ? 'opacity-60' : ''}`}>
      <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-4 sm:grid-cols-3 lg:grid-cols-5">
        {figures.map(([name, value, tone]) => (
          <div key={name} className="flex flex-col-reverse gap-0.5">
            <dt className="text-meta text-ink-3">{t(`figures.${name}`)}</dt>
            <dd className="flex flex-wrap items-baseline gap-x-3">
              <span className="tabular font-mono text-page">{value}</span>
              <Status tone={tone} className="text-meta text-ink-2">
                {t(`words.${name}.${tone}`)}
              </Status>
            </dd>
          </div>
        ))}
      </dl>
      <p className="tabular text-meta text-ink-3">{facts}</p>
    </div>
  );
}

function uptimeWords(seconds: number): string {
  const [value, unit] = seconds >= 172_800 ? [seconds / 86_400, 'day'] : seconds >= 7_200 ? [seconds / 3_600, 'hour'] : [Math.max(1, seconds / 60), 'minute'];
  return formatNumber(Math.floor(value as number), { style: 'unit', unit: unit as string, unitDisplay: 'long' });
}
