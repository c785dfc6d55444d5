import { adminModelsList } from '@pocket-llm/api-client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, Th } from '@/components/ui/table';
import { AddModelDialog } from './add-model-dialog';
import { ModelRow } from './model-row';

/** Every model, enabled or not. */
export const allModelsQuery = queryOptions({
  queryKey: ['admin-models'],
  queryFn: async ({ signal }) => (await adminModelsList({ signal })).data,
});

/** Which models people can choose, and which one they get by default. */
export function ModelsPage() {
  const { t } = useTranslation('admin');
  const query = useQuery(allModelsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('models.title')}
      lead={t('models.lead')}
      actions={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Icon as={Plus} />
          {t('models.add')}
        </Button>
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} className="h-9" />}
      {query.data?.length === 0 && <p className="text-ink-2">{t('models.none')}</p>}
      {query.data && query.data.length > 0 && (
        <Table label={t('models.title')}>
          <thead>
            <tr>
              <Th>{t('models.name')}</Th>
              <Th>{t('models.provider')}</Th>
              <Th>{t('models.state')}</Th>
              <Th className="text-end">{t('models.size')}</Th>
              <Th className="text-end">{t('models.context')}</Th>
              <Th>{t('models.enabled')}</Th>
              <Th>{t('models.default')}</Th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((model) => (
              <ModelRow key={model.id} model={model} />
            ))}
          </tbody>
        </Table>
      )}
      <AddModelDialog open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
