import { logsExport } from '@pocket-llm/api-client';
import { RefreshCw, WrapText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/chip';
import { IconButton } from '@/components/ui/icon-button';
import { DownloadMenu, FILE } from '../query/download-menu';
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
      <DownloadMenu name="logs" ask={(format) => logsExport({ query: { ...view, format }, ...FILE })} />
    </div>
  );
}
