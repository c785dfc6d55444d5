import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { useListKeys } from '@/lib/use-list-keys';
import { useNarrow } from '@/lib/use-media';
import { AddModelDialog } from './add-model-dialog';
import { BackendLine } from './backend-line';
import { GetPanel } from './get-panel';
import { Inspector } from './inspector';
import { linesOf } from './lines';
import { ModelList } from './model-list';
import { ModelTable } from './model-table';
import { allModelsQuery, discoverQuery, isActive } from './api';
import { PullStrip } from './pull-progress';
import { usePulls } from './use-pulls';

/** j and k focus the button of the next or previous row, marked with `data-row`. Enter then opens it natively. */
function useRowFocus(list: RefObject<HTMLElement | null>): void {
  const move = (by: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    if (rows.length === 0) return false;
    const at = rows.findIndex((row) => row === document.activeElement);
    return rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]!.focus();
  };
  useListKeys({ move }, { arrows: false });
}

/** The models, who may use them, and how to get new ones. */
export function ModelsPage() {
  const { t } = useTranslation('pulls');
  const search = useSearch({ from: '/app/admin/models' });
  const navigate = useNavigate({ from: '/admin/models' });
  const query = useQuery(allModelsQuery);
  const discover = useQuery(discoverQuery);
  const pulls = usePulls();
  const [adding, setAdding] = useState(false);
  const narrow = useNarrow();
  const list = useRef<HTMLDivElement>(null);
  useRowFocus(list);
  const backends = discover.data;
  const lines = linesOf(query.data ?? [], backends);
  const opened = lines.find(({ model }) => model.id === search.model);
  const active = (pulls.data ?? []).filter(isActive);
  const nothing = query.isSuccess && lines.every(({ available, away }) => !available && !away);
  const retry = () => void discover.refetch();
  const Models = narrow ? ModelList : ModelTable;
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button onClick={() => setAdding(true)}>
          <Icon as={Plus} />
          {t('add')}
        </Button>
      }
    >
      {discover.isError && <ErrorNotice error={discover.error} onRetry={retry} />}
      {discover.isPending && <Skeleton rows={2} className="h-10" />}
      {backends && (
        <ul aria-label={t('backends')} className="divide-y divide-line border-y border-line">
          {backends.map((backend) => (
            <BackendLine key={backend.id} backend={backend} busy={discover.isFetching} onRetry={retry} />
          ))}
        </ul>
      )}
      <div
        className={cn(
          'grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_340px]',
          narrow && active.length > 0 && 'pb-16',
        )}
      >
        <div ref={list} className="flex min-w-0 flex-col gap-3">
          {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
          {query.isPending && <Skeleton rows={6} className="h-14" />}
          {nothing && <Hint>{t('none')}</Hint>}
          {lines.length > 0 && <Models lines={lines} onOpen={(model) => void navigate({ search: { model } })} />}
        </div>
        <div className={cn('min-w-0', nothing && 'max-xl:order-first')}>
          <GetPanel
            backends={backends}
            isPolling={discover.isPending}
            pulls={pulls}
            present={lines.filter(({ available, found }) => available || found).map(({ model }) => model.name)}
          />
        </div>
      </div>
      {narrow && active.length > 0 && <PullStrip pulls={active} />}
      <AddModelDialog open={adding} onClose={() => setAdding(false)} />
      {opened && (
        <Inspector
          line={opened}
          isPolling={discover.isFetching}
          onRetry={retry}
          onClose={() => void navigate({ search: {}, replace: true })}
        />
      )}
    </Page>
  );
}
