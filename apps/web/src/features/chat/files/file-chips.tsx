import { FileText, FileWarning, RotateCw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { type AttachedFile, type ShownFile } from './attached-store';
import { removeAttached, retryAttached } from './uploads';
import { adviceOf, sizeOf, stateOf } from './words';

/** The documents of the next question: each with its size, and how far it is. */
export function FileChips({ files }: { files: readonly AttachedFile[] }) {
  const { t } = useTranslation('files');
  return (
    <ul aria-label={t('list')} className="flex flex-wrap gap-2">
      {files.map((file) => (
        <FileChip key={file.key} shown={file as ShownFile} />
      ))}
    </ul>
  );
}

function FileChip({ shown }: { shown: ShownFile }) {
  const { t } = useTranslation('files');
  const { key, name, file, problem, lost, sent, bytes } = shown;
  const refused = problem !== undefined || lost === true || file?.state === 'failed';
  const advice = adviceOf(shown);
  const canRetry =
    file?.state === 'failed' && !['unsupported', 'infected', 'encrypted', 'no-text'].includes(file.fault!);
  const part = file && file.state !== 'uploading' ? undefined : Math.min(sent / bytes, 1);
  return (
    <li
      data-file-state={refused ? 'refused' : (file?.state ?? 'uploading')}
      className={cn(
        'relative flex w-72 max-w-full min-w-0 items-start overflow-hidden rounded-panel border bg-sunken ps-3',
        refused ? 'border-warn' : 'border-line',
      )}
    >
      <Icon
        as={refused ? FileWarning : FileText}
        className={cn('mt-2.5 shrink-0', refused ? 'text-warn' : 'text-ink-3')}
      />
      <div className="min-w-0 flex-1 px-2 py-1.5">
        <p dir="auto" className="truncate text-ui" title={name}>
          {name}
        </p>
        <p
          className={cn('text-meta', refused ? 'text-warn' : 'truncate text-ink-3')}
          role={refused ? 'alert' : undefined}
        >
          {refused ? stateOf(shown) : t('sizeAndState', { size: sizeOf(shown), state: stateOf(shown) })}
        </p>
        {advice && <p className="text-meta text-ink-2">{advice}</p>}
      </div>
      {canRetry && <IconButton icon={RotateCw} label={t('retry', { name })} onClick={() => void retryAttached(key)} />}
      <IconButton icon={X} label={t('remove', { name })} onClick={() => removeAttached(key)} />
      {part !== undefined && !refused && (
        <span
          aria-hidden
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform rtl:origin-right"
          style={{ transform: `scaleX(${part})` }}
        />
      )}
    </li>
  );
}
