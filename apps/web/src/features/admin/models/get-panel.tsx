import { type BackendState, type ModelPull } from '@pocket-llm/api-client';
import { type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { DownloadForm } from './download-form';
import { PullForm } from './pull-form';
import { PullRow } from './pull-row';
import { isActive } from './api';

/** More ended pulls would push the forms off the screen. */
const SHOWN_PULLS = 4;

interface GetPanelProps {
  /** Undefined until the backends have answered. */
  backends: BackendState[] | undefined;
  isPolling: boolean;
  pulls: UseQueryResult<ModelPull[]>;
  /** Names of the installed models. */
  present: string[];
}

/** Gets models, by name or as a file, and lists active and ended pulls. */
export function GetPanel({ backends, isPolling, pulls: { data: pulls = [], error, refetch }, present }: GetPanelProps) {
  const { t } = useTranslation('pulls');
  const [all, setAll] = useState(false);
  const able = backends?.filter(({ can }) => can.includes('pull'));
  const embedded = backends?.find(({ can }) => can.includes('download'));
  return (
    <aside aria-label={t('get')} className="flex min-w-0 flex-col gap-6">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {pulls.length > 0 && (
        <section aria-label={t('jobs')} className="flex flex-col">
          <h2 className="text-section font-semibold">{t('jobs')}</h2>
          <ul className="divide-y divide-line">
            {pulls
              .filter((pull, index) => all || index < SHOWN_PULLS || isActive(pull))
              .map((pull) => (
                <PullRow key={pull.id} pull={pull} />
              ))}
          </ul>
          {!all && pulls.length > SHOWN_PULLS && (
            <Button size="sm" variant="quiet" className="self-start" onClick={() => setAll(true)}>
              {t('showAll', { count: pulls.length })}
            </Button>
          )}
        </section>
      )}
      <section aria-label={t('pull')} className="flex flex-col gap-3">
        <div className="flex flex-col gap-1">
          <h2 className="text-section font-semibold">{t('get')}</h2>
          <p className="text-console text-ink-2">{able?.length === 0 ? t('noPull') : t('getText')}</p>
        </div>
        {!able && isPolling && <Skeleton rows={3} className="h-9" />}
        {able && able.length > 0 && <PullForm backends={able} present={present} />}
      </section>
      {embedded && (
        <section aria-label={t('fetch')} className="flex flex-col gap-3 border-t border-line pt-6">
          <div className="flex flex-col gap-1">
            <h2 className="text-section font-semibold">{t('fetch')}</h2>
            <p className="text-console text-ink-2">{t('fetchText')}</p>
          </div>
          <DownloadForm backend={embedded} />
        </section>
      )}
    </aside>
  );
}
