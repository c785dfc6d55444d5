import { logsExport } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { Download, RefreshCw, WrapText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/chip';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';
import { type LogView } from './use-logs';

interface ToolsProps {
  view: LogView | undefined;
  live: boolean;
  wrap: boolean;
  onLive: (on: boolean) => void;
  onWrap: (on: boolean) => void;
  onRefresh: () => void;
}

/** What can be done with the lines that are shown. */
export function Tools({ view, live, wrap, onLive, onWrap, onRefresh }: ToolsProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') => {
      // A long file is no slow one.
      const { data, headers } = await logsExport({ query: { ...view, format }, responseType: 'blob', timeout: 0 });
      download(fileNameOf(headers['content-disposition'], `logs.${format}`), data as unknown as Blob);
    },
    onError: (error) => void showToast(errorCopy(error, common).text),
  });
  return (
    <div className="flex items-center gap-1">
      <Chip on={live} onChange={onLive}>
        {t('logs.tail')}
      </Chip>
      <IconButton icon={WrapText} label={t('logs.wrap')} aria-pressed={wrap} className={wrap ? 'bg-accent-wash text-ink' : undefined} onClick={() => onWrap(!wrap)} />
      <IconButton icon={RefreshCw} label={t('logs.refresh')} onClick={onRefresh} />
      <Menu align="end" trigger={<IconButton icon={Download} label={t('logs.download')} busy={save.isPending} />}>
        <MenuItem onSelect={() => save.mutate('csv')}>{t('logs.downloadCsv')}</MenuItem>
        <MenuItem onSelect={() => save.mutate('ndjson')}>{t('logs.downloadNdjson')}</MenuItem>
      </Menu>
    </div>
  );
}
