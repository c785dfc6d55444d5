import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { pairOf, ticked } from './compare';
import { clearRuns, usePast } from './past';
import { PastRow } from './past-row';
import { fillPlayground } from './store';

const CompareDialog = lazy(() => import('./compare-dialog'));

/** The last runs. Each can restore its request, and any two can be compared. */
export function PastList({ onRestored }: { onRestored?: () => void }) {
  const { t } = useTranslation('playground');
  const { runs } = usePast();
  const [chosen, setChosen] = useState<string[]>([]);
  const [comparing, setComparing] = useState(false);
  const pair = pairOf(runs, chosen);
  return (
    <section aria-label={t('past.title')} className="flex min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-section font-semibold">{t('past.title')}</h2>
        {runs.length > 0 && (
          <span className="flex gap-1">
            <Button size="sm" variant="quiet" disabled={!pair} onClick={() => setComparing(true)}>
              {t('compare.action')}
            </Button>
            <Button size="sm" variant="quiet" onClick={clearRuns}>
              {t('past.clear')}
            </Button>
          </span>
        )}
      </div>
      <p className="text-meta text-ink-3">{t(runs.length > 0 ? 'past.text' : 'past.none')}</p>
      <ol className="flex flex-col">
        {runs.map((run) => (
          <PastRow
            key={run.id}
            run={run}
            chosen={chosen.includes(run.id)}
            onChoose={() => setChosen(ticked(chosen, run.id))}
            onRestore={() => {
              fillPlayground(run.body);
              onRestored?.();
            }}
          />
        ))}
      </ol>
      <Suspense>{comparing && pair && <CompareDialog pair={pair} onClose={() => setComparing(false)} />}</Suspense>
    </section>
  );
}
