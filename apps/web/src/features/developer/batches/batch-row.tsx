import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { SureButton } from '@/components/ui/sure-button';
import { Time } from '@/components/ui/time';
import { formatBytes } from '@/lib/format';
import { type Batch, type BatchFile, isOver, useCancelBatch, useSaveFile } from './api';

const TONES = {
  validating: 'live',
  in_progress: 'live',
  finalizing: 'live',
  cancelling: 'live',
  completed: 'ok',
  failed: 'danger',
  expired: 'warn',
  cancelled: 'idle',
} as const satisfies Record<Batch['status'], string>;

/** Faults of a file that are named. */
const NAMED = 5;

interface BatchRowProps {
  batch: Batch;
  /** Of its input file. */
  name: string;
  /** The person's files by their ids. */
  files: ReadonlyMap<string, BatchFile> | undefined;
}

/** A batch: its state, how far it is, and its results. */
export function BatchRow({ batch, name, files }: BatchRowProps) {
  const { t } = useTranslation('developer', { keyPrefix: 'batches' });
  const cancel = useCancelBatch();
  const save = useSaveFile();
  const { id, status, request_counts: counts, output_file_id, error_file_id } = batch;
  const size = (id: string) => {
    const file = files?.get(id);
    return file && <span className="tabular font-normal text-ink-3">{formatBytes(file.bytes)}</span>;
  };
  const done = counts.completed + counts.failed;
  const results = [
    { file: output_file_id, kind: 'output' },
    { file: error_file_id, kind: 'errors' },
  ] as const;
  return (
    <li className="flex flex-col gap-2 border-b border-line py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span dir="auto" className="me-auto min-w-0 truncate font-medium" title={name}>
          {name}
        </span>
        <Status tone={TONES[status]}>{t(`state.${status}`)}</Status>
      </div>
      <p className="tabular flex flex-wrap gap-x-4 gap-y-0.5 font-mono text-meta text-ink-3">
        <span className="break-all">{id}</span>
        <span>{batch.endpoint}</span>
        <Time iso={new Date(batch.created_at * 1_000).toISOString()} />
      </p>
      {counts.total > 0 && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-console text-ink-2">
          {!isOver(batch) && (
            <progress
              value={done}
              max={counts.total}
              aria-label={t('progressOf', { name })}
              className="h-1.5 min-w-40 flex-1 accent-ink"
            />
          )}
          <span className="tabular">{t('progress', { done, total: counts.total })}</span>
          {counts.failed > 0 && <span className="tabular text-danger">{t('failed', { count: counts.failed })}</span>}
        </div>
      )}
      {batch.errors && <Faults errors={batch.errors.data} />}
      {(cancel.isError || save.isError) && <ErrorNotice error={cancel.error ?? save.error} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {results.map(
          ({ file, kind }) =>
            file && (
              <Button
                key={kind}
                size="sm"
                busy={save.isPending && save.variables.id === file}
                aria-label={t(`${kind}Of`, { name })}
                onClick={() => save.mutate({ id: file, name: `${id}_${kind}.jsonl` })}
              >
                {t(kind)}
                {size(file)}
              </Button>
            ),
        )}
        {(status === 'validating' || status === 'in_progress') && (
          <SureButton
            label={t('cancel')}
            sureLabel={t('sureCancel')}
            busy={cancel.isPending}
            onSure={() => cancel.mutate(id)}
          />
        )}
      </div>
    </li>
  );
}

/** What is wrong with the file, in the server's words. */
function Faults({ errors }: { errors: NonNullable<Batch['errors']>['data'] }) {
  const { t } = useTranslation('developer', { keyPrefix: 'batches' });
  const more = errors.length - NAMED;
  return (
    <ul className="flex flex-col gap-0.5 text-console text-ink-2">
      {errors.slice(0, NAMED).map(({ line, message }, i) => (
        <li key={i} className="break-words">
          {line != null && <span className="font-medium">{t('line', { line })} </span>}
          <span lang="en" dir="ltr">
            {message}
          </span>
        </li>
      ))}
      {more > 0 && <li>{t('moreErrors', { count: more })}</li>}
    </ul>
  );
}
