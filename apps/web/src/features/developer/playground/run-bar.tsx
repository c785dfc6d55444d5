import { Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { useRunProblem } from './use-problem-text';
import { stopRun, useRun } from './run';

/** Run, or Stop while a run is active, and the reason when Run is disabled. */
export function RunBar({ onRun }: { onRun: () => void }) {
  const { t } = useTranslation('playground');
  const running = useRun((run) => run.phase === 'running');
  const problem = useRunProblem();
  return (
    <div className="flex items-center gap-3">
      <p id="run-problem" className="min-w-0 flex-1 text-meta text-ink-3">
        {!running && problem}
      </p>
      {running ? (
        <Button variant="live" onClick={stopRun}>
          <Icon as={Square} />
          {t('stop')}
        </Button>
      ) : (
        <Button variant="primary" disabled={problem !== undefined} aria-describedby="run-problem" onClick={onRun}>
          <Icon as={Play} />
          {t('run')}
        </Button>
      )}
    </div>
  );
}
