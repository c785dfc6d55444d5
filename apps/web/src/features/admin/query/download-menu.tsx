import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { type useExport } from './use-export';

/** Downloads all pages of the list as a file. */
export function DownloadMenu({ saving }: { saving: ReturnType<typeof useExport> }) {
  const { t } = useTranslation('admin');
  return (
    <Menu align="end" trigger={<IconButton icon={Download} label={t('query.download')} busy={saving.isPending} />}>
      <MenuItem onSelect={() => saving.mutate('csv')}>{t('query.downloadCsv')}</MenuItem>
      <MenuItem onSelect={() => saving.mutate('ndjson')}>{t('query.downloadNdjson')}</MenuItem>
    </Menu>
  );
}
