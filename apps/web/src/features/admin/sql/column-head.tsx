import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { cn } from '@/lib/cn';
import { formatNumber } from '@/lib/format';
import { statsOf, type Column, type Row } from './cells';

export interface Sorting {
  index: number;
  direction: 'asc' | 'desc';
}

interface ColumnHeadProps {
  column: Column;
  index: number;
  rows: readonly Row[];
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
}

/** A column's name and type. Its menu shows statistics and sorts the rows. */
export function ColumnHead({ column, index, rows, sorting, onSort }: ColumnHeadProps) {
  const { t } = useTranslation('sql');
  const sorted = sorting?.index === index ? sorting.direction : undefined;
  return (
    <Menu
      className="max-w-80"
      trigger={
        <button
          type="button"
          className={cn(
            'flex size-full min-w-0 items-center gap-1.5 px-3 text-start text-console',
            '-outline-offset-2 hover:bg-line/40',
          )}
        >
          <span className="truncate font-medium">{column.name}</span>
          <span className="truncate text-meta font-normal text-ink-3">{column.type}</span>
          {sorted && <Icon as={sorted === 'asc' ? ArrowUp : ArrowDown} className="text-accent" />}
        </button>
      }
    >
      <Figures column={column} index={index} rows={rows} />
      <MenuSeparator />
      <MenuItem onSelect={() => onSort({ index, direction: 'asc' })}>{t('column.asc')}</MenuItem>
      <MenuItem onSelect={() => onSort({ index, direction: 'desc' })}>{t('column.desc')}</MenuItem>
      {sorted && <MenuItem onSelect={() => onSort(undefined)}>{t('column.unsort')}</MenuItem>}
    </Menu>
  );
}

function Figures({ column, index, rows }: Pick<ColumnHeadProps, 'column' | 'index' | 'rows'>) {
  const { t } = useTranslation('sql');
  const { nulls, distinct, min, max, mean } = statsOf(rows, index, column.type);
  const figures = [
    [t('column.nulls'), formatNumber(nulls)],
    [t('column.distinct'), formatNumber(distinct)],
    [t('column.min'), min ?? '–'],
    [t('column.max'), max ?? '–'],
    ...(mean === null ? [] : [[t('column.mean'), formatNumber(mean)]]),
  ];
  return (
    <div className="px-2 py-1.5">
      <p className="pb-1 text-meta text-ink-3">{t('column.stats')}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-console">
        {figures.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-2">{label}</dt>
            <dd className="tabular truncate text-end font-mono">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
