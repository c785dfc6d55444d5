import { type QueryResult } from '@pocket-llm/api-client';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ErrorNotice } from '@/components/ui/notice';
import { announce } from '@/lib/announce';
import { download } from '@/lib/download';
import { showToast } from '@/lib/toast';
import { useCopy } from '@/lib/use-copy';
import { useExportRows } from './api';
import { CellInspector } from './cell-inspector';
import { sortRows, toCsv, toJson, toJsonRows, toMarkdown } from './cells';
import { type Sorting } from './column-head';
import { type Place } from './grid-window';
import { ResultGrid } from './result-grid';
import { type Statement } from './text';

const saveText = (name: string, text: string) => download(name, new Blob([text], { type: 'text/plain;charset=utf-8' }));

/** The rows of a result, with copy and download. */
export function GridPanel({ result, statement }: { result: QueryResult; statement: Statement }) {
  const { t } = useTranslation('sql');
  const { columns } = result;
  const [sorting, setSorting] = useState<Sorting>();
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [open, setOpen] = useState<Place>();
  const file = useExportRows({
    onDone: (run) => {
      if (run?.row_count == null) return;
      void showToast(t(run.truncated ? 'exportedCut' : 'exported', { count: run.row_count }));
    },
  });
  const { copy } = useCopy();
  const rows = useMemo(
    () =>
      sorting ? sortRows(result.rows, sorting.index, columns[sorting.index]!.type, sorting.direction) : result.rows,
    [result, columns, sorting],
  );
  const copyText = (text: string) => void copy(text).then(() => announce(t('copied', { ns: 'common' })));
  const at = rows[place.row] ?? [];
  if (columns.length === 0 || rows.length === 0) return <p className="text-ui text-ink-3">{t('noRows')}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2 md:min-h-0 md:flex-1">
      <div className="flex shrink-0 flex-wrap items-center gap-2">
        <Menu trigger={<Button size="sm">{t('copy.label')}</Button>}>
          <MenuItem onSelect={() => copyText(at[place.column] ?? '')}>{t('copy.cell')}</MenuItem>
          <MenuItem onSelect={() => copyText(toJson(columns, at))}>{t('copy.row')}</MenuItem>
          <MenuItem onSelect={() => copyText(toCsv(columns, rows))}>{t('copy.csv')}</MenuItem>
          <MenuItem onSelect={() => copyText(toMarkdown(columns, rows))}>{t('copy.markdown')}</MenuItem>
        </Menu>
        <Menu
          trigger={
            <Button size="sm" busy={file.isPending}>
              <Icon as={Download} />
              {t(file.isPending ? 'exporting' : 'download.label')}
            </Button>
          }
        >
          <MenuItem onSelect={() => file.mutate(statement)}>{t('download.csv')}</MenuItem>
          <MenuItem onSelect={() => saveText('query.json', toJsonRows(columns, rows))}>{t('download.json')}</MenuItem>
          <MenuItem onSelect={() => saveText('query.md', toMarkdown(columns, rows))}>{t('download.markdown')}</MenuItem>
        </Menu>
      </div>
      {file.isError && <ErrorNotice error={file.error} />}
      <ResultGrid
        columns={columns}
        rows={rows}
        sorting={sorting}
        onSort={setSorting}
        place={place}
        onPlace={setPlace}
        onOpen={setOpen}
      />
      {open && (
        <CellInspector
          column={columns[open.column]!}
          row={open.row}
          cell={rows[open.row]?.[open.column] ?? null}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}
