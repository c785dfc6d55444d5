import { type ListedFileDto } from '@pocket-llm/api-client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { formatBytes } from '@/lib/format';
import { usePendingDeletes, useUndoDelete } from '@/lib/undo-delete';
import { deleteFile, filesQuery, saveFile, storageQuery } from './api';

/** From so many files on there is a field to search them. */
const SEARCHED_FROM = 8;

/** The documents that the person has brought into chats: what they take, and a way to be rid of them. */
export function FilesSection() {
  const { t } = useTranslation('files');
  const { data: storage } = useQuery(storageQuery);
  const [name, setName] = useState('');
  const query = useInfiniteQuery(filesQuery(useDeferredValue(name.trim())));
  const hidden = usePendingDeletes(({ ids }) => ids);
  const files = query.data?.pages.flatMap(({ rows }) => rows).filter(({ id }) => !hidden.has(id)) ?? [];
  return (
    <Section title={t('own.title')} lead={t('own.lead')}>
      {storage && (
        <p className="text-ui text-ink-2">
          {t('own.used', { used: formatBytes(storage.bytes), most: formatBytes(storage.max_bytes) })}
        </p>
      )}
      {(storage?.files ?? 0) >= SEARCHED_FROM && (
        <TextField
          type="search"
          label={t('own.search')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {query.isPending && <Skeleton rows={2} className="h-12" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && files.length === 0 && (
        <p className="text-ink-2">{t(name.trim() === '' ? 'own.empty' : 'own.noneFound')}</p>
      )}
      {files.length > 0 && (
        <ul className="border-t border-line" aria-label={t('own.title')}>
          {files.map((file) => (
            <FileRow key={file.id} file={file} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('own.more')}
        </Button>
      )}
    </Section>
  );
}

function FileRow({ file }: { file: ListedFileDto }) {
  const { t } = useTranslation('files');
  const undoDelete = useUndoDelete();
  const { id, name, bytes, state, fault, pages, chats, created_at } = file;
  const how =
    state === 'failed' || fault
      ? t(`fault.${fault ?? 'broken'}`)
      : state === 'uploading'
        ? t('state.uploading', { part: Math.floor((100 * file.received) / bytes) / 100 })
        : state === 'queued' || state === 'parsing'
          ? t(state === 'queued' ? 'state.queued' : 'state.reading')
          : pages === null
            ? t('state.ready')
            : t('state.pages', { count: pages });
  const onDelete = () =>
    undoDelete({
      ids: [id],
      send: (leaving) => deleteFile(id, leaving),
      text: t('own.deleted', { name }),
      failedText: t('own.deleteFailed', { name }),
    });
  return (
    <li className="flex items-center gap-2 border-b border-line py-3">
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span dir="auto" className="truncate font-medium" title={name}>
          {name}
        </span>
        <span className="tabular flex flex-wrap gap-x-3 text-meta text-ink-3">
          <span>{formatBytes(bytes)}</span>
          <span className={state === 'failed' ? 'text-warn' : undefined}>{how}</span>
          <span>{chats === 0 ? t('own.inNone') : t('own.inChats', { count: chats })}</span>
          <Time iso={created_at} />
        </span>
      </div>
      {state !== 'uploading' && fault !== 'infected' && (
        <IconButton icon={Download} label={t('own.download', { name })} onClick={() => void saveFile(file)} />
      )}
      <IconButton icon={Trash2} label={t('own.delete', { name })} onClick={onDelete} />
    </li>
  );
}
