import { type QueryResult } from '@pocket-llm/api-client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { formatDuration } from '@/lib/format';
import { cellText, toCsv } from './cells';

const ROW_PX = 28;
const NUMERIC = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'smallint', 'integer', 'bigint', 'real', 'double precision']);

/** The rows of an answer. However many there are, only those in view are in the page. */
export function ResultGrid({ result }: { result: QueryResult }) {
  const { t } = useTranslation('admin');
  const scroller = useRef<HTMLDivElement>(null);
  const { columns, rows } = result;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 12 });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div role="status" className="tabular flex flex-wrap items-center gap-x-4 font-mono text-meta text-ink-2">
        <span>{result.command}</span>
        <span>{t('sql.rows', { count: result.row_count })}</span>
        <span>{formatDuration(result.duration_ms)}</span>
        {result.truncated && <span className="text-warn">{t('sql.truncated', { count: rows.length })}</span>}
        {rows.length > 0 && <CopyButton text={() => toCsv(columns, rows)} label={t('sql.copyCsv')} />}
      </div>
      {rows.length === 0 && <p className="text-ui text-ink-3">{t('sql.noRows')}</p>}
      {columns.length > 0 && rows.length > 0 && (
        <div ref={scroller} tabIndex={0} role="region" aria-label={t('sql.results')} className="max-h-[60dvh] overflow-auto rounded-panel border border-line">
          <table className="min-w-full border-separate border-spacing-0 font-mono text-console" aria-rowcount={rows.length + 1}>
            <thead className="sticky top-0 z-10">
              <tr>
                {columns.map((column, index) => (
                  <th key={index} scope="col" className="border-b border-line bg-sunken px-3 py-1 text-start font-medium whitespace-nowrap">
                    {column.name} <span className="font-normal text-ink-3">{column.type}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="tabular">
              {above > 0 && <tr aria-hidden style={{ blockSize: above }} />}
              {items.map((item) => (
                <tr key={item.key} aria-rowindex={item.index + 2} style={{ blockSize: ROW_PX }} className="hover:bg-sunken">
                  {rows[item.index]!.map((value, index) => (
                    <Cell key={index} value={value} numeric={NUMERIC.has(columns[index]?.type ?? '')} />
                  ))}
                </tr>
              ))}
              {below > 0 && <tr aria-hidden style={{ blockSize: below }} />}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Cell({ value, numeric }: { value: unknown; numeric: boolean }) {
  const { t } = useTranslation('admin');
  const text = value === null || value === undefined ? undefined : cellText(value);
  return (
    <td title={text} className={`max-w-96 truncate border-b border-line px-3 whitespace-pre ${numeric ? 'text-end' : ''}`}>
      {text ?? <span className="text-ink-3 italic">{t('sql.null')}</span>}
    </td>
  );
}
