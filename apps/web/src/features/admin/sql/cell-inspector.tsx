import { useTranslation } from 'react-i18next';
import { X } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { isJson, type Cell, type Column } from './cells';

/** One complete value: JSON with collapsible parts, everything else as text. */
export function CellInspector({
  column,
  row,
  cell,
  onClose,
}: {
  column: Column;
  row: number;
  cell: Cell;
  onClose: () => void;
}) {
  const { t } = useTranslation('sql');
  const title = t('inspect.title', { column: column.name, row: row + 1 });
  const json = cell !== null && (isJson(column.type) || /^[[{]/.test(cell)) ? parsed(cell) : undefined;
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} side="end" title={title}>
      <header className="flex items-center justify-between gap-2 border-b border-line px-4 py-2">
        <div className="min-w-0">
          <p className="truncate text-ui font-semibold">{title}</p>
          <p className="tabular text-meta text-ink-3">
            {column.type}
            {cell !== null && ` · ${t('inspect.chars', { count: cell.length })}`}
          </p>
        </div>
        <div className="flex shrink-0">
          <CopyButton text={cell ?? ''} />
          <IconButton icon={X} label={t('close', { ns: 'common' })} onClick={onClose} />
        </div>
      </header>
      <div
        tabIndex={0}
        role="region"
        aria-label={title}
        className="overflow-auto px-4 py-3 font-mono text-console -outline-offset-2"
      >
        {cell === null ? (
          <p className="text-ink-3 italic">{t('null')}</p>
        ) : json === undefined ? (
          <pre className="break-words whitespace-pre-wrap">{cell}</pre>
        ) : (
          <Json value={json} />
        )}
      </div>
    </Sheet>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // A PostgreSQL array, or a truncated value.
  }
}

function Json({ name, value }: { name?: string; value: unknown }) {
  const label = name === undefined ? '' : `${name}: `;
  if (typeof value !== 'object' || value === null) {
    return (
      <p className="break-words">
        <span className="text-ink-3">{label}</span>
        {JSON.stringify(value)}
      </p>
    );
  }
  const entries = Object.entries(value);
  return (
    <details open={entries.length <= 30}>
      <summary className="cursor-default text-ink-3">
        {label}
        {Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}
      </summary>
      <div className="ms-1.5 border-s border-line ps-3">
        {entries.map(([key, one]) => (
          <Json key={key} name={key} value={one} />
        ))}
      </div>
    </details>
  );
}
