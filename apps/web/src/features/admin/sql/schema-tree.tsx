import { type SchemaTable } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { formatNumber } from '@/lib/format';
import { schemaQuery } from './api';
import { quoteName } from './text';

const ROW = cn(
  'flex min-h-7 w-full min-w-0 items-center gap-2 rounded-control px-1 py-0.5 text-start -outline-offset-2',
  'hover:bg-sunken touch:min-h-11',
);

/** Tables and their columns. A click inserts the name at the cursor. */
export function SchemaTree({ onInsert }: { onInsert: (name: string) => void }) {
  const { t } = useTranslation('sql');
  const query = useQuery(schemaQuery);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton rows={10} className="h-6" />;
  const words = search.trim().toLowerCase();
  const has = (name: string) => name.toLowerCase().includes(words);
  const shown = query.data.filter((table) => has(table.name) || table.columns.some((column) => has(column.name)));
  const toggle = (name: string) =>
    setOpen((before) => new Set(before.has(name) ? [...before].filter((one) => one !== name) : [...before, name]));
  return (
    <>
      <TextField
        label={t('schema.search')}
        placeholder={t('schema.search')}
        hideLabel
        size="sm"
        type="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul className="min-h-0 overflow-y-auto font-mono text-meta">
        {shown.map((table) => {
          const byColumn = words !== '' && !has(table.name);
          const expanded = byColumn || open.has(table.name);
          return (
            <li key={table.name}>
              <div className="flex items-center">
                <button
                  type="button"
                  aria-expanded={expanded}
                  aria-label={t('schema.show', { table: table.name })}
                  onClick={() => toggle(table.name)}
                  className={cn(
                    'flex size-6 shrink-0 items-center justify-center rounded-control text-ink-3',
                    'hover:bg-sunken touch:size-11',
                  )}
                >
                  <Icon as={ChevronRight} className={expanded ? 'rotate-90' : 'rtl:-scale-x-100'} />
                </button>
                <TableName table={table} onInsert={onInsert} />
              </div>
              {expanded && <Columns table={table} only={byColumn ? has : undefined} onInsert={onInsert} />}
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <p className="text-ui text-ink-3">{t('schema.none')}</p>}
    </>
  );
}

function TableName({
  table: { name, comment, row_estimate: rows },
  onInsert,
}: {
  table: SchemaTable;
  onInsert: (name: string) => void;
}) {
  const { t } = useTranslation('sql');
  const estimate = rows === null ? t('schema.unknown') : t('schema.estimate', { rows: formatNumber(rows) });
  return (
    <button
      type="button"
      title={comment ?? estimate}
      aria-label={t('schema.insert', { name })}
      onClick={() => onInsert(quoteName(name))}
      className={`${ROW} justify-between`}
    >
      <span className="truncate text-ink">{name}</span>
      <span className="tabular shrink-0 text-ink-3" aria-hidden>
        {rows === null ? '' : formatNumber(rows, { notation: 'compact' })}
      </span>
    </button>
  );
}

function Columns({
  table,
  only,
  onInsert,
}: {
  table: SchemaTable;
  only?: (name: string) => boolean;
  onInsert: (name: string) => void;
}) {
  const { t } = useTranslation('sql');
  return (
    <ul className="mb-1 ms-6">
      {table.columns
        .filter(({ name }) => only?.(name) ?? true)
        .map(({ name, type, primary_key: key, references, nullable }) => (
          <li key={name}>
            <button
              type="button"
              aria-label={t('schema.insert', { name })}
              title={references ? `${type} → ${references}` : type}
              onClick={() => onInsert(quoteName(name))}
              className={ROW}
            >
              <span className="shrink-0 text-ink-2">{name}</span>
              <span className="min-w-0 truncate text-ink-3">
                {type.replace('timestamp with time zone', 'timestamptz')}
                {nullable && '?'}
                {key && ` · ${t('schema.key')}`}
                {references && ` → ${references}`}
              </span>
            </button>
          </li>
        ))}
    </ul>
  );
}
