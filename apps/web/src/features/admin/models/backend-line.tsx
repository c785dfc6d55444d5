import { type BackendState } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { formatBytes } from '@/lib/format';
import { LastSeen } from './model-facts';

/** One backend: whether it is reachable, its models in memory, its free disk and memory. */
export function BackendLine({ backend, onRetry, busy }: { backend: BackendState; onRetry: () => void; busy: boolean }) {
  const { t } = useTranslation('pulls');
  const { label, reachable, version, problem, seen_at, free_disk_bytes, free_memory_bytes, models } = backend;
  const inMemory = models.filter(({ loaded }) => loaded);
  const taken = inMemory.reduce((sum, { memory }) => sum + (memory?.bytes ?? 0), 0);
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 py-2 text-console">
      <Status tone={reachable ? 'ok' : 'warn'} className="font-medium">
        {label}
        {!reachable && `: ${t('away')}`}
      </Status>
      <span className="flex flex-wrap gap-x-3 text-meta text-ink-3">
        {version && <span>{t('version', { version })}</span>}
        {reachable && inMemory.length > 0 && (
          <span>{t(taken > 0 ? 'holdsBytes' : 'holds', { count: inMemory.length, size: formatBytes(taken) })}</span>
        )}
        {reachable && free_disk_bytes !== null && <span>{t('freeDisk', { size: formatBytes(free_disk_bytes) })}</span>}
        {reachable && free_memory_bytes !== null && (
          <span>{t('freeMemory', { size: formatBytes(free_memory_bytes) })}</span>
        )}
        {!reachable && <span>{seen_at ? <LastSeen iso={seen_at} /> : t('neverSeen')}</span>}
      </span>
      {!reachable && (
        <span className="flex w-full flex-wrap items-center gap-2 text-ink-2">
          {problem}
          <Button size="sm" busy={busy} onClick={onRetry}>
            {t('retry')}
          </Button>
        </span>
      )}
    </li>
  );
}
