import { type BackendDto } from '@pocket-llm/api-client';
import { Ellipsis, Pencil, Power, PowerOff } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { formatDuration, formatList } from '@/lib/format';
import { useChangeBackend } from './api';
import { RemoveBackend } from './remove-backend';

/** Names of models in a line; there may be dozens in memory. */
const SHOWN_LOADED = 3;

/** A model server: how it is, what it has and does, and how it is used. */
export function BackendRow({ backend, onEdit }: { backend: BackendDto; onEdit: () => void }) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const change = useChangeBackend(backend.id);
  if (backend.broken) return <BrokenRow backend={backend} />;
  const { id, name, label, state, breaker } = backend;
  const isOn = state === 'on';
  const problem = backend.problem ?? (breaker.state === 'closed' ? undefined : breaker.fault) ?? undefined;
  return (
    <li data-backend={id} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 text-console">
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <span className="flex flex-wrap items-center gap-x-3">
          <button
            type="button"
            aria-label={t('open', { name })}
            className="min-h-6 text-start font-medium wrap-anywhere underline-offset-2 hover:underline"
            onClick={onEdit}
          >
            {name}
          </button>
          <BackendStatus backend={backend} />
        </span>
        <Facts backend={backend} />
        {problem && state !== 'off' && (
          <p lang="en" dir="ltr" className="wrap-anywhere text-ink-2">
            {problem}
          </p>
        )}
        {breaker.opens_in_ms !== null && (
          <p className="text-ink-2">{t('triedIn', { time: formatDuration(breaker.opens_in_ms) })}</p>
        )}
        {backend.api_key_lost && <p className="text-ink-2">{t('keyLostText')}</p>}
        {change.isError && <ErrorNotice error={change.error} />}
      </div>
      <div className="flex items-center gap-2">
        <Button
          size="sm"
          busy={change.isPending}
          aria-label={t(isOn ? 'drainNamed' : 'useNamed', { name: name === label ? label : name })}
          onClick={() => change.mutate({ state: isOn ? 'draining' : 'on' })}
        >
          {t(isOn ? 'drain' : 'useAgain')}
        </Button>
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('actions', { name })} />}>
          <MenuItem icon={Pencil} onSelect={onEdit}>
            {t('edit')}
          </MenuItem>
          {state === 'off' ? (
            <MenuItem icon={Power} onSelect={() => change.mutate({ state: 'on' })}>
              {t('useAgain')}
            </MenuItem>
          ) : (
            <MenuItem icon={PowerOff} onSelect={() => change.mutate({ state: 'off' })}>
              {t('switchOff')}
            </MenuItem>
          )}
        </Menu>
      </div>
    </li>
  );
}

/** One of which nothing can be made: it says why, and can be removed. */
function BrokenRow({ backend }: { backend: BackendDto }) {
  const { id, name, problem } = backend;
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  return (
    <li data-backend={id} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 text-console">
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <span className="flex flex-wrap items-center gap-x-3">
          <span className="font-medium wrap-anywhere">{name}</span>
          <Status tone="warn">{t('state.broken')}</Status>
        </span>
        <p lang="en" dir="ltr" className="wrap-anywhere text-ink-2">
          {problem}
        </p>
      </div>
      <RemoveBackend backend={backend} />
    </li>
  );
}

/** One word for how it is: what an admin decided comes first, then what is wrong. */
function BackendStatus({ backend: { state, reachable, breaker, api_key_lost } }: { backend: BackendDto }) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  if (state === 'off') return <Status tone="idle">{t('state.off')}</Status>;
  if (state === 'draining') return <Status tone="info">{t('state.draining')}</Status>;
  if (api_key_lost) return <Status tone="warn">{t('state.keyLost')}</Status>;
  if (!reachable) return <Status tone="warn">{t('state.away')}</Status>;
  if (breaker.state === 'open') return <Status tone="warn">{t('state.open')}</Status>;
  if (breaker.state === 'half-open') return <Status tone="warn">{t('state.trial')}</Status>;
  return <Status tone="ok">{t('state.ok')}</Status>;
}

function Facts({ backend }: { backend: BackendDto }) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const { name, label, state, version, model_count, loaded, running, tier, weight, max_parallel } = backend;
  const shown = loaded.slice(0, SHOWN_LOADED);
  const more = loaded.length > shown.length ? ['…'] : [];
  const facts = [
    name !== label && <span dir="ltr">{label}</span>,
    backend.from_environment && t('fromEnvironment'),
    version && t('version', { version }),
    state !== 'off' && t('models', { count: model_count }),
    loaded.length > 0 && t('loaded', { names: formatList([...shown, ...more]) }),
    (running > 0 || state === 'draining') && t('running', { count: running }),
    t('use', { tier, weight }),
    max_parallel !== null && t('atATime', { count: max_parallel }),
  ].filter(Boolean);
  return (
    <span className="tabular text-meta wrap-anywhere text-ink-3">
      {facts.map((fact, at) => (
        <Fragment key={at}>
          {at > 0 && ' · '}
          {fact}
        </Fragment>
      ))}
    </span>
  );
}
