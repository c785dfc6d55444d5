import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';

export type FileFormat = 'csv' | 'ndjson';

/** How a file is asked for: a long one is no slow one. */
export const FILE = { responseType: 'blob', timeout: 0 } as const;

interface DownloadMenuProps {
  /** Of the file, when the server does not say. */
  name: string;
  /** Asks for the file. */
  ask: (format: FileFormat) => Promise<{ data: unknown; headers: object }>;
}

/** What is listed, all pages of it, as a file. */
export function DownloadMenu({ name, ask }: DownloadMenuProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const save = useMutation({
    mutationFn: async (format: FileFormat) => {
      const { data, headers } = await ask(format);
      download(
        fileNameOf((headers as Record<string, unknown>)['content-disposition'], `${name}.${format}`),
        data as Blob,
      );
    },
    onError: (error) => void showToast(errorCopy(error, common).text),
  });
  return (
    <Menu align="end" trigger={<IconButton icon={Download} label={t('query.download')} busy={save.isPending} />}>
      <MenuItem onSelect={() => save.mutate('csv')}>{t('query.downloadCsv')}</MenuItem>
      <MenuItem onSelect={() => save.mutate('ndjson')}>{t('query.downloadNdjson')}</MenuItem>
    </Menu>
  );
}
