import { type Telemetry } from '@pocket-llm/api-client';
import { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '@/lib/format';
import { rateOf } from './rate';

type Tone = 'ok' | 'warn' | 'danger' | 'idle';

/** The tone of a value: ok below the first bound, warning below the second. */
const toneOf = (value: number | null, warn: number, danger: number): Tone =>
  value === null ? 'idle' : value < warn ? 'ok' : value < danger ? 'warn' : 'danger';
/** Bounds in tokens per second. */
const GOOD_TOKENS_PER_SECOND = 15;
const POOR_TOKENS_PER_SECOND = 5;

/** The five numbers at the top, each rated in a word, and a line of facts. Their space is reserved while they load. */
export function Figures({ data, stale }: { data: Telemetry | undefined; stale: boolean }) {
  const { t } = useTranslation('telemetry');
  return (
    <div className={`flex flex-col gap-3 transition-opacity ${stale ? 'opacity-60' : ''}`}>
      <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-4 sm:grid-cols-3 lg:grid-cols-5">
        {figuresOf(data, t).map(([name, value, tone]) => (
          <div key={name} className="flex min-w-0 flex-col-reverse gap-0.5">
            <dt className="text-meta text-ink-3">{t(`figures.${name}`)}</dt>
            <dd className="flex flex-col">
              <span className="tabular font-mono text-page whitespace-nowrap">{value}</span>
              <Status tone={tone} className="text-meta text-ink-2">
                {data ? t(`words.${name}.${tone}`) : t('waiting')}
              </Status>
            </dd>
          </div>
        ))}
      </dl>
      <p className="tabular min-h-16 text-meta text-ink-3 sm:min-h-8 xl:min-h-4">
        {data &&
          [
            t('facts.users', { count: data.total_users, active: data.active_users }),
            t('facts.chats', { count: data.total_chats }),
            t('facts.messages', { count: data.total_messages }),
            t('facts.recent', { count: data.recent_activity_24h }),
            t('facts.memory', { size: formatBytes(data.process.rss_bytes) }),
            t('facts.database', { size: formatBytes(data.database.size_bytes) }),
            t('facts.uptime', { uptime: formatUptime(data.process.uptime_seconds) }),
          ].join(' · ')}
      </p>
    </div>
  );
}

type Figure = [name: 'rate' | 'ttft' | 'speed' | 'queue' | 'errors', value: string, tone: Tone];

function figuresOf(data: Telemetry | undefined, t: TFunction<'telemetry'>): Figure[] {
  const none = t('none');
  if (!data) return (['rate', 'ttft', 'speed', 'queue', 'errors'] as const).map((name) => [name, none, 'idle']);
  const { totals, process } = data;
  const seconds = Math.max(1, (Math.min(Date.now(), Date.parse(data.to)) - Date.parse(data.from)) / 1_000);
  const { value, per } = rateOf(totals.requests / seconds);
  const speed = totals.tokens_per_second;
  const speedTone: Tone =
    speed === null
      ? 'idle'
      : speed >= GOOD_TOKENS_PER_SECOND
        ? 'ok'
        : speed >= POOR_TOKENS_PER_SECOND
          ? 'warn'
          : 'danger';
  const short = (number: number) => formatNumber(number, { maximumSignificantDigits: 3 });
  return [
    ['rate', t(`per.${per}`, { value: short(value) }), totals.requests === 0 ? 'idle' : 'ok'],
    [
      'ttft',
      totals.ttft_p95_ms === null ? none : formatDuration(totals.ttft_p95_ms),
      toneOf(totals.ttft_p95_ms, 1_500, 6_000),
    ],
    ['speed', speed === null ? none : t('per.tokens', { value: short(speed) }), speedTone],
    ['queue', formatNumber(process.queue_depth), toneOf(process.queue_depth, 1, 8)],
    [
      'errors',
      totals.error_rate === null ? none : formatPercent(totals.error_rate),
      toneOf(totals.error_rate, 0.001, 0.01),
    ],
  ];
}

function formatUptime(seconds: number): string {
  const [value, unit] =
    seconds >= 172_800
      ? [seconds / 86_400, 'day']
      : seconds >= 7_200
        ? [seconds / 3_600, 'hour']
        : [Math.max(1, seconds / 60), 'minute'];
  return formatNumber(Math.floor(value as number), { style: 'unit', unit: unit as string, unitDisplay: 'long' });
}
