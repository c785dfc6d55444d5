import { type ModelPull } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { formatBytes, formatDuration } from '@/lib/format';

/** On a phone the list of pulls is far down the page: this strip keeps their progress visible. */
export function PullStrip({ pulls }: { pulls: ModelPull[] }) {
  const { t } = useTranslation('pulls');
  const first = pulls.find(({ status }) => status === 'running') ?? pulls[0]!;
  return (
    <section
      aria-label={t('stripLabel')}
      className={cn(
        'fixed inset-x-0 bottom-0 z-30 flex flex-col gap-1 border-t border-line bg-surface px-4 py-2 text-console',
        'pb-[max(0.5rem,env(safe-area-inset-bottom))]',
      )}
    >
      <span className="truncate">{t('strip', { count: pulls.length, name: first.name })}</span>
      <Bar label={t('progress', { name: first.name })} completed={first.completed} total={first.total} />
      <span className="min-h-4 text-meta text-ink-3">
        <Figures pull={first} />
      </span>
    </section>
  );
}

/** A progress bar. Without a total it stays empty; without a label it is hidden from screen readers. */
export function Bar({ label, completed, total }: { label?: string; completed: number; total: number }) {
  const share = total > 0 ? Math.min(1, completed / total) : 0;
  const meaning = label
    ? {
        role: 'progressbar',
        'aria-label': label,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': Math.floor(share * 100),
      }
    : { 'aria-hidden': true };
  return (
    <div {...meaning} className="h-1 w-full overflow-hidden rounded-full bg-line forced-colors:border">
      <div
        className="h-full origin-left bg-accent rtl:origin-right forced-colors:bg-[Highlight]"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}

/** Completed and total bytes, speed, and remaining time. */
export function Figures({ pull: { completed, total, bytes_per_second, eta_ms } }: { pull: ModelPull }) {
  const { t } = useTranslation('pulls');
  if (total === 0) return null;
  return (
    <span className="tabular flex flex-wrap gap-x-3 font-mono">
      <span>{t('of', { completed: formatBytes(completed), total: formatBytes(total) })}</span>
      {bytes_per_second !== null && <span>{t('rate', { size: formatBytes(bytes_per_second) })}</span>}
      {eta_ms !== null && <span>{t('left', { time: formatDuration(eta_ms) })}</span>}
    </span>
  );
}
