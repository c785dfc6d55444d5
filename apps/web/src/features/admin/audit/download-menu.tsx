import { auditExport } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';
import { type AuditView } from './queries';

/** What is listed, all pages of it, as a file. */
export function DownloadMenu({ view }: { view: AuditView | undefined }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') => {
      const { data, headers } = await auditExport({ query: { ...view, format }, responseType: 'blob', timeout: 0 });
      download(fileNameOf(headers['content-disposition'], `audit.${format}`), data as unknown as Blob);
    },
    onError: (error) => void showToast(errorCopy(error, common).text),
  });
  return (
    <Menu align="end" trigger={<IconButton icon={Download} label={t('logs.download')} busy={save.isPending} />}>
      <MenuItem onSelect={() => save.mutate('csv')}>{t('logs.downloadCsv')}</MenuItem>
      <MenuItem onSelect={() => save.mutate('ndjson')}>{t('logs.downloadNdjson')}</MenuItem>
    </Menu>
  );
}
