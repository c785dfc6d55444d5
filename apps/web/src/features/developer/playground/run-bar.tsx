import { Play, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { useHindrance } from './use-problem-text';
import { stopRun, useRun } from './run';

/** Run, or Stop while something runs; beside it why Run is off. */
export function RunBar({ onRun }: { onRun: () => void }) {
  const { t } = useTranslation('playground');
  const running = useRun((run) => run.phase === 'running');
  const hindrance = useHindrance();
  return (
    <div className="flex items-center gap-3">
      <p id="run-hindrance" className="min-w-0 flex-1 text-meta text-ink-3">
        {!running && hindrance}
      </p>
      {running ? (
        <Button variant="live" onClick={stopRun}>
          <Icon as={Square} />
          {t('stop')}
        </Button>
      ) : (
        <Button variant="primary" disabled={hindrance !== undefined} aria-describedby="run-hindrance" onClick={onRun}>
          <Icon as={Play} />
          {t('run')}
        </Button>
      )}
    </div>
  );
}
