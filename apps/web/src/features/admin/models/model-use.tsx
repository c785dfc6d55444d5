import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatBytes, formatList } from '@/lib/format';
import { EnableSwitch } from './enable-switch';
import { type ModelLine } from './lines';
import { ModelState, Since, sizeOf } from './model-facts';
import { useMoveModel, useUpdateModel } from './api';

/** Whether a model is in memory, the memory it needs and what is free, and whether it is enabled. */
export function ModelUse({ line }: { line: ModelLine }) {
  const { t } = useTranslation('pulls');
  const { model, backend, found, available, away, loaded } = line;
  const move = useMoveModel(model.id);
  const makeDefault = useUpdateModel(model.id);
  const movable = (available || away) && backend?.can.includes(loaded ? 'unload' : 'load');
  return (
    <>
      {(move.error ?? makeDefault.error) && <ErrorNotice error={move.error ?? makeDefault.error} />}
      <div className="flex flex-wrap items-baseline gap-x-3 text-console">
        <ModelState line={line} />
        <Since line={line} />
      </div>
      {model.hosts.length > 1 && (
        <p className="text-meta wrap-anywhere text-ink-3">
          {t('hosts', {
            names: formatList(
              model.hosts.map((host) => (host.loaded ? t('hostLoaded', { name: host.name }) : host.name)),
            ),
          })}
        </p>
      )}
      {loaded && found?.memory && (
        <p className="text-meta text-ink-3">
          {found.memory.vram_bytes > 0 &&
            `${t('takes', { size: formatBytes(found.memory.bytes), vram: formatBytes(found.memory.vram_bytes) })} `}
          {found.memory.expires_at && <Leaves expiresAt={found.memory.expires_at} />}
        </p>
      )}
      {!loaded && movable && <Expected line={line} />}
      <div className="flex flex-wrap gap-2">
        {movable && (
          <Button
            size="sm"
            busy={move.isPending}
            disabled={away}
            onClick={() => move.mutate(loaded ? 'disk' : 'memory')}
          >
            {t(loaded ? 'eject' : 'load')}
          </Button>
        )}
        {!model.is_default && (
          <Button
            size="sm"
            disabled={!model.is_enabled}
            busy={makeDefault.isPending}
            onClick={() => makeDefault.mutate({ is_default: true })}
          >
            {t('makeDefault')}
          </Button>
        )}
      </div>
      <div className="flex min-h-8 items-center gap-2 text-console">
        <EnableSwitch model={model} />
        {t('enabled')}
        {model.is_default && <span className="text-meta text-ink-3">{t('enableDefault')}</span>}
      </div>
    </>
  );
}

/** The memory that loading would need, beside what is free. */
function Expected({ line }: { line: ModelLine }) {
  const { t } = useTranslation('pulls');
  const seen = line.found?.memory_seen_bytes ?? null;
  const size = sizeOf(line);
  const needed = seen ?? size;
  const free = line.away ? null : (line.backend?.free_memory_bytes ?? null);
  if (needed === null) return null;
  return (
    <>
      <p className="text-meta text-ink-3">
        {seen === null ? t('loadText', { size: formatBytes(needed) }) : t('loadSeen', { size: formatBytes(seen) })}{' '}
        {free !== null && t('freeNow', { size: formatBytes(free) })}
      </p>
      {free !== null && needed > free && (
        <Status tone="warn" className="text-meta whitespace-normal">
          {t('tooLarge')}
        </Status>
      )}
    </>
  );
}

/** A model that would be unloaded later than this counts as permanently loaded. */
const PERMANENT_FROM_MS = 10 * 365 * 86_400_000;
const remainingMs = (expiresAt: string, now = Date.now()): number => Date.parse(expiresAt) - now;

/** Until when a model stays in memory. */
function Leaves({ expiresAt }: { expiresAt: string }) {
  const { t } = useTranslation('pulls');
  if (remainingMs(expiresAt) > PERMANENT_FROM_MS) return <>{t('stays')}</>;
  return (
    <>
      {t('until')} <Time iso={expiresAt} />
    </>
  );
}
