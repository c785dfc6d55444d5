import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { columnName } from './columns';
import { CELLS } from './log-row';

interface LogHeadProps {
  columns: readonly string[];
  minInlineSize: string | undefined;
  onColumn: (column: string) => void;
}

/** The list's header. Added columns can be removed here. */
export function LogHead({ columns, minInlineSize, onColumn }: LogHeadProps) {
  const { t } = useTranslation('admin');
  const nameOf = useColumnName();
  return (
    <div
      role="rowgroup"
      className="@container sticky top-0 z-10 border-b border-line bg-sunken"
      style={{ minInlineSize }}
    >
      <div role="row" className="flex h-7 items-center gap-3 px-3 text-meta text-ink-2">
        <span role="columnheader" className={CELLS.time}>
          {t('logs.time')}
        </span>
        <span role="columnheader" className={CELLS.level}>
          {t('logs.level')}
        </span>
        <span role="columnheader" className={CELLS.status}>
          {t('logs.code')}
        </span>
        <span role="columnheader" className={CELLS.request}>
          {t('logs.request')}
        </span>
        {columns.map((column) => (
          <span key={column} role="columnheader" className={cn(CELLS.added, 'flex items-center justify-between')}>
            <span className="truncate">{nameOf(column)}</span>
            <IconButton
              size="tiny"
              icon={X}
              label={t('logs.withoutColumn', { name: nameOf(column) })}
              onClick={() => onColumn(column)}
            />
          </span>
        ))}
        <span role="columnheader" className={CELLS.duration}>
          {t('logs.duration')}
        </span>
        <span role="columnheader" className={CELLS.user}>
          {t('logs.user')}
        </span>
      </div>
    </div>
  );
}

const LABELS = { request: 'requestId', address: 'address', agent: 'agent' } as const;

/** The localised names of the columns. */
function useColumnName(): (column: string) => string {
  const { t } = useTranslation('admin');
  return (column) => {
    const name = columnName(column);
    return 'attribute' in name ? t(`logs.${LABELS[name.attribute]}`) : name.detail;
  };
}
