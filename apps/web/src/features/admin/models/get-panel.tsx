import { modelPullsDownload, modelPullsPull, type BackendState, type ModelPull } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { formatBytes } from '@/lib/format';
import { pullsQuery } from './queries';
import { PullRow } from './pull-row';

const SMALL = [
  { name: 'llama3.2:1b', text: 'small.llama' },
  { name: 'gemma2:2b', text: 'small.gemma' },
  { name: 'qwen2.5:3b', text: 'small.qwen' },
] as const;

interface GetPanelProps {
  backends: BackendState[];
  pulls: ModelPull[];
  /** Names of models that are there. */
  present: string[];
}

/** How models get here: by name, or as a file; and those that are on their way. */
export function GetPanel({ backends, pulls, present }: GetPanelProps) {
  const { t } = useTranslation('pulls');
  const embedded = backends.find(({ can }) => can.includes('download'));
  return (
    <aside aria-label={t('get')} className="flex min-w-0 flex-col gap-6">
      {pulls.length > 0 && (
        <section aria-label={t('jobs')} className="flex flex-col">
          <h2 className="text-section font-semibold">{t('jobs')}</h2>
          <ul className="divide-y divide-line">
            {pulls.map((pull) => (
              <PullRow key={pull.id} pull={pull} />
            ))}
          </ul>
        </section>
      )}
      <PullByName backends={backends} present={present} />
      {embedded && <DownloadForm backend={embedded} />}
    </aside>
  );
}

function PullByName({ backends, present }: { backends: BackendState[]; present: string[] }) {
  const { t } = useTranslation('pulls');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const able = backends.find(({ can }) => can.includes('pull'));
  const pull = useMutation({
    mutationFn: (wanted: string) => modelPullsPull({ body: { name: wanted } }),
    onSuccess: () => setName(''),
    onSettled: () => client.invalidateQueries({ queryKey: pullsQuery.queryKey }),
  });
  const offered = SMALL.filter((one) => !present.includes(one.name));
  return (
    <section aria-label={t('pull')} className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <h2 className="text-section font-semibold">{t('get')}</h2>
        <p className="text-console text-ink-2">{able ? t('getText') : t('noPull')}</p>
      </div>
      {pull.isError && <ErrorNotice error={pull.error} />}
      {able && (
        <>
          <form
            className="flex items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim()) pull.mutate(name.trim());
            }}
          >
            <TextField className="min-w-0 flex-1" label={t('pullName')} placeholder="llama3.2:3b" value={name} spellCheck={false} autoCapitalize="none" autoComplete="off" onChange={(event) => setName(event.target.value)} />
            <Button type="submit" variant="primary" busy={pull.isPending} disabled={name.trim() === ''}>
              {t('pull')}
            </Button>
          </form>
          <p className="text-meta text-ink-3">{able.free_disk_bytes === null ? t('diskUnknown') : t('freeHere', { size: formatBytes(able.free_disk_bytes) })}</p>
          {offered.length > 0 && (
            <div className="flex flex-col">
              <h3 className="text-ui font-medium">{t('recommended')}</h3>
              <ul className="divide-y divide-line">
                {offered.map(({ name: one, text }) => (
                  <li key={one} className="flex items-center justify-between gap-3 py-2">
                    <span className="flex min-w-0 flex-col">
                      <span className="font-mono text-console">{one}</span>
                      <span className="text-meta text-ink-3">{t(text)}</span>
                    </span>
                    <Button size="sm" aria-label={t('pullNamed', { name: one })} disabled={pull.isPending} onClick={() => pull.mutate(one)}>
                      {t('pull')}
                    </Button>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function DownloadForm({ backend }: { backend: BackendState }) {
  const { t } = useTranslation('pulls');
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const [sha256, setSha] = useState('');
  const fetch = useMutation({
    mutationFn: () => modelPullsDownload({ body: { url: url.trim(), sha256: sha256.trim() || undefined } }),
    onSuccess: () => {
      setUrl('');
      setSha('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: pullsQuery.queryKey }),
  });
  return (
    <section aria-label={t('fetch')} className="flex flex-col gap-3 border-t border-line pt-6">
      <div className="flex flex-col gap-1">
        <h2 className="text-section font-semibold">{t('fetch')}</h2>
        <p className="text-console text-ink-2">{t('fetchText')}</p>
      </div>
      {fetch.isError && <ErrorNotice error={fetch.error} />}
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          fetch.mutate();
        }}
      >
        <TextField label={t('url')} type="url" value={url} spellCheck={false} autoComplete="off" hint={backend.free_disk_bytes === null ? undefined : t('freeHere', { size: formatBytes(backend.free_disk_bytes) })} onChange={(event) => setUrl(event.target.value)} />
        <TextField label={t('sha')} value={sha256} spellCheck={false} autoComplete="off" autoCapitalize="none" onChange={(event) => setSha(event.target.value)} />
        <Button type="submit" className="self-start" busy={fetch.isPending} disabled={url.trim() === ''}>
          {t('download')}
        </Button>
      </form>
    </section>
  );
}
