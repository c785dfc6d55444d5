import { RefreshCw, WrapText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/chip';
import { IconButton } from '@/components/ui/icon-button';
import { DownloadMenu } from '../query/download-menu';
import { type LogView, useExportLogs } from './api';

interface ToolsProps {
  view: LogView | undefined;
  live: boolean;
  wrap: boolean;
  onLive: (on: boolean) => void;
  onWrap: (on: boolean) => void;
  onRefresh: () => void;
}

/** Buttons: live tail, line wrapping, refresh and download. */
export function Tools({ view, live, wrap, onLive, onWrap, onRefresh }: ToolsProps) {
  const { t } = useTranslation('admin');
  const saving = useExportLogs(view);
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
        onClick={() => onWrap(!wrap)}
      />
      <IconButton icon={RefreshCw} label={t('logs.refresh')} onClick={onRefresh} />
      <DownloadMenu saving={saving} />
    </div>
  );
}
