import { type MessageFileDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { FileText, FileX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { fileQuery } from './api';

/** The documents that a question brought along. */
export function TurnFiles({ files }: { files: readonly MessageFileDto[] }) {
  const { t } = useTranslation('files');
  return (
    <ul aria-label={t('list')} className="flex max-w-[80%] flex-wrap justify-end gap-2">
      {files.map((file) => (
        <TurnFile key={file.id} {...file} />
      ))}
    </ul>
  );
}

/** One that was deleted since says so: later answers do not know it any more. */
function TurnFile({ id, name }: MessageFileDto) {
  const { t } = useTranslation('files');
  const { data: file } = useQuery(fileQuery(id));
  const gone = file === null;
  return (
    <li
      className={cn(
        'flex max-w-full min-w-0 items-center gap-2 rounded-panel border border-line bg-sunken px-3 py-1.5 text-ui',
        gone && 'text-ink-3',
      )}
    >
      <Icon as={gone ? FileX : FileText} className="shrink-0 text-ink-3" />
      <span dir="auto" className={cn('min-w-0 truncate', gone && 'line-through')}>
        {name}
      </span>
      {gone && <span className="shrink-0 text-meta">{t('gone')}</span>}
    </li>
  );
}
