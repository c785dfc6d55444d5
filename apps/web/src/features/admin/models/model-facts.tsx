import { type AdminModel } from '@pocket-llm/api-client';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatDay } from '@/lib/dates';
import { formatBytes, formatList, formatTokens } from '@/lib/format';
import { type ModelLine } from './lines';

export const sizeOf = ({ model, found }: ModelLine): number | null => model.size_bytes ?? found?.size_bytes ?? null;

/**
 * Facts about a model in one line.
 * @param only `kind` omits the size, `size` omits the names
 */
export function Facts({ line, only }: { line: ModelLine; only?: 'kind' | 'size' }) {
  const { t } = useTranslation('pulls');
  const { t: models } = useTranslation('models');
  const { t: common } = useTranslation();
  const { model, found } = line;
  const size = sizeOf(line);
  const context = model.context_length ?? found?.context_length;
  const quantization = model.quantization ?? found?.quantization;
  const facts = [
    only !== 'size' && model.name !== model.display_name && model.name,
    only !== 'size' && models(`provider.${model.provider}`),
    only !== 'kind' && size !== null && formatBytes(size),
    quantization && <span title={t('explain.quantization')}>{quantization}</span>,
    context && <span title={t('explain.context')}>{models('context', { tokens: formatTokens(context) })}</span>,
    !model.roles.includes('user') &&
      t('onlyFor', { roles: formatList(model.roles.map((role) => common(`role.${role}`))) }),
  ].filter(Boolean);
  return (
    <span className="tabular text-meta break-words text-ink-3">
      {facts.map((fact, at) => (
        <Fragment key={at}>
          {at > 0 && ' · '}
          {fact}
        </Fragment>
      ))}
    </span>
  );
}

/** Whether a model is installed and in memory, and how much memory it uses. */
export function ModelState({ line: { model, found, away, available, loaded } }: { line: ModelLine }) {
  const { t } = useTranslation('pulls');
  if (away) return <Status tone="warn">{t('away')}</Status>;
  if (!available) return <Status tone="warn">{t('missing')}</Status>;
  if (!loaded) return <Status tone="idle">{t('ready')}</Status>;
  const memory = found?.memory;
  return (
    <Status tone={model.is_enabled ? 'ok' : 'idle'}>
      {memory ? t('memory', { size: formatBytes(memory.bytes) }) : t('inMemory')}
    </Status>
  );
}

/** During this time after a backend was lost, "last seen now" would look odd. */
const JUST_NOW_MS = 45_000;
const isJustNow = (iso: string, now = Date.now()): boolean => now - Date.parse(iso) < JUST_NOW_MS;

/** When a backend answered last. */
export function LastSeen({ iso }: { iso: string }) {
  const { t } = useTranslation('pulls');
  if (isJustNow(iso)) return <>{t('seenJustNow')}</>;
  return (
    <>
      {t('lastSeen')} <Time iso={iso} />
    </>
  );
}

/** When a model was used last, or when its backend was seen last. */
export function Since({ line: { model, backend, found, away } }: { line: ModelLine }) {
  const { t } = useTranslation('pulls');
  return (
    <span className="text-meta text-ink-3">
      {away && backend?.seen_at && (
        <>
          <LastSeen iso={backend.seen_at} />
          {found?.was_loaded && `, ${t('wasLoaded')}`}
        </>
      )}
      {away && !backend?.seen_at && t('neverSeen')}
      {!away && (model.last_used ? t('lastUsed', { day: formatDay(`${model.last_used}T00:00:00`) }) : t('neverUsed'))}
    </span>
  );
}

/** In a list: that a model is for some groups only, or that nobody may use it. */
export function Reserved({ model: { group_ids } }: { model: AdminModel }) {
  const { t } = useTranslation('groups');
  if (group_ids === null) return null;
  if (group_ids.length === 0) return <span className="text-meta font-normal text-warn">{t('reserved.forNobody')}</span>;
  return (
    <span className="text-meta font-normal text-ink-3">{t('reserved.forGroups', { count: group_ids.length })}</span>
  );
}
