import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { formatDuration } from '@/lib/format';
import { type RunMode } from './use-runner';

interface RunBarProps {
  since: number | undefined;
  empty: boolean;
  onRun: (mode: RunMode) => void;
  onRunAll: () => void;
  onCancel: () => void;
  onSave: () => void;
  /** Only for a query that is saved already. */
  onSaveAs?: () => void;
}

/** Runs, explains and saves the text. While a statement runs, shows the elapsed time and a cancel button. */
export function RunBar({ since, empty, onRun, onRunAll, onCancel, onSave, onSaveAs }: RunBarProps) {
  const { t } = useTranslation('sql');
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-2">
      {since === undefined ? (
        <>
          <Button variant="primary" size="sm" disabled={empty} onClick={() => onRun('run')}>
            {t('run')}
          </Button>
          <Button size="sm" disabled={empty} onClick={onRunAll}>
            {t('runAll')}
          </Button>
          <Button size="sm" variant="quiet" disabled={empty} onClick={() => onRun('explain')}>
            {t('explain')}
          </Button>
          <Button size="sm" variant="quiet" disabled={empty} onClick={() => onRun('analyze')}>
            {t('analyze')}
          </Button>
          <Button size="sm" variant="quiet" disabled={empty} onClick={onSave}>
            {t('save.save')}
          </Button>
          {onSaveAs && (
            <Button size="sm" variant="quiet" disabled={empty} onClick={onSaveAs}>
              {t('save.as')}
            </Button>
          )}
          <p className="text-meta text-ink-3 max-md:hidden">{t('hint')}</p>
        </>
      ) : (
        <>
          <Button variant="live" size="sm" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Elapsed since={since} />
        </>
      )}
    </div>
  );
}

function Elapsed({ since }: { since: number }) {
  const { t } = useTranslation('sql');
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="tabular font-mono text-meta text-ink-2">
      {t('runningFor', { time: formatDuration(Math.max(0, now - since)) })}
    </span>
  );
}
