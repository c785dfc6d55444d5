import { FileSpreadsheet, FileText } from 'lucide-react';
import { type ComponentProps, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { readTable, toCsv, toMarkdown } from './table-data';

/** A table scrolls by itself under its own head. What it says can be taken along in two ways. */
export function TableFrame({ children }: ComponentProps<'table'> & { node?: unknown }) {
  const { t } = useTranslation('chat');
  const table = useRef<HTMLTableElement>(null);
  const as = (write: (rows: string[][]) => string) => () => (table.current ? write(readTable(table.current)) : '');
  return (
    <figure className="my-3 overflow-hidden rounded-panel border border-line">
      <figcaption className="flex h-9 items-center justify-end border-b border-line pe-0.5 touch:h-11">
        <CopyButton icon={FileSpreadsheet} text={as(toCsv)} label={t('table.csv')} />
        <CopyButton icon={FileText} text={as(toMarkdown)} label={t('table.markdown')} />
      </figcaption>
      <div
        className="max-h-[70dvh] overflow-auto -outline-offset-2"
        tabIndex={0}
        role="group"
        aria-label={t('table.label')}
      >
        <table ref={table} className="min-w-full">
          {children}
        </table>
      </div>
    </figure>
  );
}
