import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { absoluteTime } from '@/lib/dates';
import { formatDuration } from '@/lib/format';
import { forgetRuns, questionOf, usePast } from './past';
import { fillPlayground } from './store';

/** The last runs; each brings its request back. */
export function PastList({ onRestored }: { onRestored?: () => void }) {
  const { t } = useTranslation('playground');
  const { runs } = usePast();
  return (
    <section aria-label={t('past.title')} className="flex min-h-0 flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-section font-semibold">{t('past.title')}</h2>
        {runs.length > 0 && (
          <Button size="sm" variant="quiet" onClick={forgetRuns}>
            {t('past.clear')}
          </Button>
        )}
      </div>
      <p className="text-meta text-ink-3">{t(runs.length > 0 ? 'past.text' : 'past.none')}</p>
      <ol className="flex flex-col">
        {runs.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              aria-label={`${t('past.restore', { when: absoluteTime(run.at) })} ${questionOf(run.body)}`}
              className="flex w-full min-w-0 flex-col gap-0.5 rounded-control px-2 py-1.5 text-start hover:bg-sunken"
              onClick={() => {
                fillPlayground(run.body);
                onRestored?.();
              }}
            >
              <span dir="auto" className="w-full truncate text-console">
                {questionOf(run.body) || t('past.untitled')}
              </span>
              <span className="tabular flex w-full gap-2 font-mono text-meta text-ink-3">
                <span>{run.status ?? '–'}</span>
                <span>{formatDuration(run.totalMs)}</span>
                <span className="ms-auto truncate font-sans">
                  <Time iso={run.at} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
