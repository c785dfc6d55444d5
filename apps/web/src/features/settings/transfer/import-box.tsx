import { Upload } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { ImportResult } from './import-result';
import { useImport } from './use-import';

/** Imports chats from a file that is chosen or dropped here. */
export function ImportBox() {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const { state, start, cancel } = useImport();
  const [over, setOver] = useState(false);
  const id = useId();
  const busy = state.step === 'reading' || state.step === 'sending';
  const take = (file: File | undefined) => file && !busy && void start(file);
  return (
    <div className="flex flex-col gap-4">
      <div
        className={cn(
          'flex flex-col items-center gap-2 rounded-panel border border-dashed px-4 py-6 text-center',
          over ? 'border-accent bg-accent-wash' : 'border-line-strong',
        )}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <label
          htmlFor={id}
          aria-disabled={busy || undefined}
          className={cn(
            'inline-flex h-9 cursor-pointer items-center gap-2 rounded-control border border-line-strong bg-surface',
            'px-3.5 text-ui font-medium hover:bg-sunken touch:min-h-11',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            'aria-disabled:cursor-default aria-disabled:text-ink-3',
          )}
        >
          <Icon as={Upload} />
          {t('import.pick')}
          <input
            id={id}
            type="file"
            accept=".json,application/json"
            disabled={busy}
            className="sr-only"
            onChange={(event) => {
              take(event.target.files?.[0]);
              // Reset the input, so that choosing the same file again also fires a change.
              event.target.value = '';
            }}
          />
        </label>
        <p className="text-meta text-ink-3">{t('import.drop')}</p>
      </div>
      {state.step === 'reading' && <p role="status">{t('import.reading')}</p>}
      {state.step === 'unreadable' && (
        <p role="alert" className="rounded-panel border border-danger px-4 py-3 text-ui">
          {t(`import.wrong.${state.wrong}`, { name: state.name })}
        </p>
      )}
      {state.step === 'sending' && (
        <div className="flex items-center gap-3">
          <progress
            value={state.done}
            max={Math.max(1, state.total)}
            aria-label={t('import.title')}
            className="h-1.5 flex-1 accent-ink"
          />
          <span role="status" className="tabular font-mono text-console">
            {t('import.progress', { done: state.done, total: state.total })}
          </span>
          <Button size="sm" onClick={cancel}>
            {common('cancel')}
          </Button>
        </div>
      )}
      {state.step === 'over' && <ImportResult result={state.result} error={state.error} cancelled={state.cancelled} />}
    </div>
  );
}
