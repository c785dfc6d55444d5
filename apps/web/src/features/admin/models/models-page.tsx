import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useNarrow } from '@/lib/use-media';
import { AddModelDialog } from './add-model-dialog';
import { Bar } from './bar';
import { BackendLine } from './backend-line';
import { GetPanel } from './get-panel';
import { Inspector } from './inspector';
import { ModelTable } from './model-table';
import { allModelsQuery, discoverQuery, isActive } from './queries';
import { usePulls } from './use-pulls';

/** Which models there are, who may use them, and how new ones get here. */
export function ModelsPage() {
  const { t } = useTranslation('pulls');
  const query = useQuery(allModelsQuery);
  const discover = useQuery(discoverQuery);
  const pulls = usePulls().data ?? [];
  const [adding, setAdding] = useState(false);
  const [openedId, setOpenedId] = useState<string>();
  const backends = discover.data ?? [];
  const lines = (query.data ?? []).map((model) => ({ model, found: backends.flatMap(({ models }) => models).find(({ model_id }) => model_id === model.id) }));
  const opened = lines.find(({ model }) => model.id === openedId);
  const backendOf = (id: string) => backends.find(({ models }) => models.some(({ model_id }) => model_id === id));
  const active = pulls.filter(isActive);
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
      {discover.isError && <ErrorNotice error={discover.error} onRetry={() => void discover.refetch()} />}
      <ul aria-label={t('backends')} className="divide-y divide-line border-y border-line">
        {backends.map((backend) => (
          <BackendLine key={backend.id} backend={backend} busy={discover.isFetching} onRetry={() => void discover.refetch()} />
        ))}
      </ul>
      <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex min-w-0 flex-col gap-3">
          {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
          {query.isPending && <Skeleton rows={6} className="h-10" />}
          {query.data?.length === 0 && <p className="text-ink-2">{t('none')}</p>}
          {lines.length > 0 && <ModelTable lines={lines} onOpen={setOpenedId} />}
        </div>
        {discover.isSuccess && <GetPanel backends={backends} pulls={pulls} present={lines.filter(({ model }) => model.available).map(({ model }) => model.name)} />}
      </div>
      {useNarrow() && active.length > 0 && <Strip name={active[0]!.name} count={active.length} completed={active[0]!.completed} total={active[0]!.total} />}
      <AddModelDialog open={adding} onClose={() => setAdding(false)} />
      {opened && <Inspector line={opened} backend={backendOf(opened.model.id)} onClose={() => setOpenedId(undefined)} />}
    </Page>
  );
}

/** On a phone the panel with the jobs is far below: their progress stays in sight. */
function Strip({ name, count, completed, total }: { name: string; count: number; completed: number; total: number }) {
  const { t } = useTranslation('pulls');
  return (
    <div role="status" className="fixed inset-x-0 bottom-0 z-30 flex flex-col gap-1 border-t border-line bg-surface px-4 py-2 text-console">
      {t('strip', { count, name })}
      <Bar completed={completed} total={total} />
    </div>
  );
}
