import { ArrowDown, ArrowUp, FileSpreadsheet, FileText } from 'lucide-react';
import { Children, cloneElement, isValidElement, type ReactElement, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { Icon } from '@/components/ui/icon';
import { TableBox } from './table-box';
import { compareCells, readTable, toCsv, toMarkdown } from './table-data';

/** A column in whose order the rows are; negative for the opposite order. */
interface Order {
  column: number;
  sign: 1 | -1;
}

type Parent = ReactElement<{ children?: ReactNode; 'aria-sort'?: 'ascending' | 'descending' }>;

/** A table that is sorted by a click on a column's head, and copied as CSV or Markdown in the order that is shown. */
export function SortableTable({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('markdown');
  const table = useRef<HTMLTableElement>(null);
  const [order, setOrder] = useState<Order>();
  const rows = () => (table.current ? readTable(table.current) : []);
  const [head, ...bodies] = elementsOf(children);
  const next = (column: number): Order | undefined =>
    order?.column !== column ? { column, sign: 1 } : order.sign === 1 ? { column, sign: -1 } : undefined;
  return (
    <TableBox
      actions={
        <>
          <CopyButton icon={FileSpreadsheet} text={() => toCsv(rows())} label={t('table.csv')} />
          <CopyButton icon={FileText} text={() => toMarkdown(rows())} label={t('table.markdown')} />
        </>
      }
      table={
        <table ref={table} className="min-w-full">
          {head &&
            withCells(head, (cell, column) =>
              headCell(cell, order?.column === column ? order.sign : 0, () => setOrder(next(column))),
            )}
          {bodies.map((body) => (order ? sorted(body, order) : body))}
        </table>
      }
    />
  );
}

const elementsOf = (children: ReactNode): Parent[] =>
  Children.toArray(children).filter((child): child is Parent => isValidElement(child));

/** The rows of a head with other cells. */
const withCells = (head: Parent, change: (cell: Parent, column: number) => ReactNode): ReactNode =>
  cloneElement(
    head,
    {},
    elementsOf(head.props.children).map((row) => cloneElement(row, {}, elementsOf(row.props.children).map(change))),
  );

function headCell(cell: Parent, sign: Order['sign'] | 0, onSort: () => void): ReactNode {
  const sort = sign === 0 ? undefined : sign === 1 ? 'ascending' : 'descending';
  return cloneElement(
    cell,
    { 'aria-sort': sort },
    <button type="button" className="-my-2 w-full cursor-pointer py-2 [text-align:inherit] font-semibold hover:underline touch:py-3" onClick={onSort}>
      {cell.props.children}
      {sign !== 0 && <Icon as={sign === 1 ? ArrowUp : ArrowDown} className="ms-1 inline size-3.5 align-[-2px]" />}
    </button>,
  );
}

function sorted(body: Parent, { column, sign }: Order): ReactNode {
  const rows = elementsOf(body.props.children);
  const keys = new Map(rows.map((row) => [row, textOf(elementsOf(row.props.children)[column])]));
  const compare = compareCells([...keys.values()]);
  return cloneElement(
    body,
    {},
    rows.toSorted((one, other) => sign * compare(keys.get(one)!, keys.get(other)!)),
  );
}

/** The text of rendered Markdown. */
const textOf = (node: ReactNode): string =>
  Array.isArray(node)
    ? node.map(textOf).join('')
    : isValidElement<{ children?: ReactNode }>(node)
      ? textOf(node.props.children)
      : typeof node === 'string' || typeof node === 'number'
        ? String(node)
        : '';
