import { type BackendState } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { allModelsQuery, discoverQuery } from './api';
import { DownloadForm } from './download-form';
import { Lines } from './lines-to-copy';
import { PullForm, STARTER_MODELS } from './pull-form';
import { PullRow } from './pull-row';
import { TryServer } from './try-server';
import { usePulls } from './use-pulls';

/** A backend that somebody starts now appears within this time. */
const LOOK_EVERY_MS = 3_000;

const PULL = ['ollama serve', `ollama pull ${STARTER_MODELS[0].name}`];

/**
 * Ways to a first model: from a backend that runs and has none, or by starting one. What is started while this is shown
 * is noticed by itself.
 */
export function ConnectModel() {
  const { t } = useTranslation('welcome');
  const discover = useQuery({ ...discoverQuery, refetchInterval: LOOK_EVERY_MS });
  const present = useQuery(allModelsQuery).data?.map(({ name }) => name) ?? [];
  const pulls = usePulls().data ?? [];
  if (discover.isPending) return <Skeleton rows={3} className="h-10" />;
  if (discover.isError) return <ErrorNotice error={discover.error} onRetry={() => void discover.refetch()} />;
  const pulling = discover.data.filter(({ can }) => can.includes('pull'));
  const empty = pulling.filter(({ reachable }) => reachable);
  const away = pulling.filter(({ reachable }) => !reachable);
  // What is on its way needs no second pull, and no invitation to a first one.
  const coming = pulls.filter(({ status }) => status === 'queued' || status === 'running').map(({ name }) => name);
  const engine = discover.data.find(({ can }) => can.includes('download'));
  return (
    <div className="flex flex-col gap-6">
      {pulls.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {pulls.slice(0, 3).map((pull) => (
            <PullRow key={pull.id} pull={pull} />
          ))}
        </ul>
      )}
      {empty.length > 0 && (
        <div className="flex flex-col gap-3">
          {coming.length === 0 && <p className="text-ink-2">{t('model.running', { label: empty[0]!.label })}</p>}
          <PullForm backends={empty} present={[...present, ...coming]} />
        </div>
      )}
      <Ways away={away} engine={engine} startOpen={empty.length === 0} />
      {engine && <p className="text-ink-2">{t('model.demo')}</p>}
    </div>
  );
}

interface WaysProps {
  /** Backends that could pull a model, if they answered. */
  away: BackendState[];
  engine: BackendState | undefined;
  startOpen: boolean;
}

function Ways({ away, engine, startOpen }: WaysProps) {
  const { t } = useTranslation('welcome');
  return (
    <div className="divide-y divide-line border-y border-line">
      {away.map(({ id, label, problem }) => (
        <Way key={id} title={t('model.ollama')} text={t('model.ollamaText')} startOpen={startOpen}>
          <Lines lines={PULL} />
          <Status tone="live" className="whitespace-normal!">
            {t('model.waiting', { label })}
          </Status>
          {problem && <p className="text-meta text-ink-3">{problem}</p>}
        </Way>
      ))}
      <Way title={t('model.openai')} text={t('model.openaiText')}>
        <TryServer />
      </Way>
      {engine && (
        <Way title={t('model.gguf')} text={t('model.ggufText')}>
          <DownloadForm backend={engine} />
        </Way>
      )}
    </div>
  );
}

function Way({
  title,
  text,
  startOpen = false,
  children,
}: {
  title: string;
  text: string;
  startOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={startOpen}>
      <summary className="cursor-pointer rounded-control py-3 font-medium">{title}</summary>
      <div className="flex flex-col gap-3 pb-4">
        <p className="text-ink-2">{text}</p>
        {children}
      </div>
    </details>
  );
}
