import { RefreshCw, WrapText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/chip';
import { IconButton } from '@/components/ui/icon-button';
import { DownloadMenu } from '../query/download-menu';
import { useExportLogs } from './api';
import { SavedMenu } from './saved-menu';
import { type LogSearchState } from './use-log-search';

interface ToolsProps {
  search: LogSearchState;
  live: boolean;
  onLive: (on: boolean) => void;
  /** Reads the same range again. */
  onRefresh: () => void;
}

/** Buttons: live tail, line wrapping, refresh, download and saved filters. */
export function Tools({ search, live, onLive, onRefresh }: ToolsProps) {
  const { t } = useTranslation('admin');
  const { view, wrap, change } = search;
  const saving = useExportLogs(view);
  const refresh = () => {
    // In the same minute the range begins where it began, and only the second does something.
    search.renew();
    onRefresh();
  };
  return (
    <div className="flex items-center gap-1">
      <Chip on={live} onChange={onLive}>
        {t('logs.tail')}
      </Chip>
      <IconButton
        icon={WrapText}
        label={t('logs.wrap')}
        aria-pressed={wrap}
        className={wrap ? 'bg-accent-wash text-ink' : undefined}
        onClick={() => change({ wrap: !wrap || undefined })}
      />
      <IconButton icon={RefreshCw} label={t('logs.refresh')} onClick={refresh} />
      <DownloadMenu saving={saving} />
      <SavedMenu current={search.saveable} onShow={search.show} />
    </div>
  );
}
