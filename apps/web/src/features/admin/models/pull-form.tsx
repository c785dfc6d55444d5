import { ApiError, type BackendState } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { formatBytes } from '@/lib/format';
import { usePullModel } from './api';

/** Small models to begin with, the portal's default first. README.md and the guide name the same ones. */
export const STARTER_MODELS = [
  { name: 'gemma2:2b', text: 'small.gemma' },
  { name: 'llama3.2:1b', text: 'small.llama' },
  { name: 'qwen2.5:3b', text: 'small.qwen' },
] as const;

interface PullFormProps {
  /** Backends that can pull by name; at least one. */
  backends: BackendState[];
  /** Names of the installed models. */
  present: string[];
}

/** Pulls a model by its name in the registry, or one of three small suggestions. */
export function PullForm({ backends, present }: PullFormProps) {
  const { t } = useTranslation('pulls');
  const [name, setName] = useState('');
  const [chosenId, setChosenId] = useState<string>();
  const backend =
    backends.find(({ id }) => id === chosenId) ?? backends.find(({ reachable }) => reachable) ?? backends[0]!;
  const pull = usePullModel(backend.id);
  const get = (model: string) => pull.mutate(model, { onSuccess: () => setName('') });
  const refused =
    pull.error instanceof ApiError
      ? pull.error.fieldErrors.find(({ pointer }) => pointer === '/name')?.message
      : undefined;
  const { label, reachable, free_disk_bytes } = backend;
  return (
    <>
      {pull.isError && !refused && <ErrorNotice error={pull.error} />}
      {backends.length > 1 && (
        <Select
          label={t('where')}
          value={backend.id}
          options={backends.map(({ id, label }) => ({ value: id, label }))}
          onChange={setChosenId}
        />
      )}
      <form
        className="flex items-start gap-2"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) get(name.trim());
        }}
      >
        <TextField
          className="min-w-0 flex-1"
          label={t('pullName')}
          placeholder="llama3.2:3b"
          value={name}
          disabled={!reachable}
          error={refused}
          hint={
            !reachable
              ? t('pullAway', { label })
              : free_disk_bytes === null
                ? t('diskUnknown', { label })
                : t('freeHere', { size: formatBytes(free_disk_bytes) })
          }
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value);
            pull.reset();
          }}
        />
        <Button
          type="submit"
          variant="primary"
          className="mt-6.5"
          busy={pull.isPending}
          disabled={!reachable || name.trim() === ''}
        >
          {t('pull')}
        </Button>
      </form>
      <Recommended present={present} disabled={pull.isPending || !reachable} onPull={get} />
    </>
  );
}

interface RecommendedProps {
  present: string[];
  disabled: boolean;
  onPull: (name: string) => void;
}

/** The suggested small models that are not installed yet. */
function Recommended({ present, disabled, onPull }: RecommendedProps) {
  const { t } = useTranslation('pulls');
  const offered = STARTER_MODELS.filter(({ name }) => !present.includes(name));
  if (offered.length === 0) return null;
  return (
    <div className="flex flex-col">
      <h3 className="text-ui font-medium">{t('recommended')}</h3>
      <ul className="divide-y divide-line">
        {offered.map(({ name: one, text }) => (
          <li key={one} className="flex items-center justify-between gap-3 py-2">
            <span className="flex min-w-0 flex-col">
              <span className="font-mono text-console">{one}</span>
              <span className="text-meta text-ink-3">{t(text)}</span>
            </span>
            <Button
              size="sm"
              aria-label={t('pullNamed', { name: one })}
              disabled={disabled}
              onClick={() => onPull(one)}
            >
              {t('pull')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
