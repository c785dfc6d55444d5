import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { filesQuery, isOver, useBatches } from './api';
import { BatchRow } from './batch-row';

/** The person's batches: how far they are, and what came of them. */
export function BatchesPage() {
  const { t } = useTranslation('developer', { keyPrefix: 'batches' });
  const query = useBatches();
  const batches = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const files = useQuery(filesQuery(batches.filter(isOver).length)).data;
  return (
    <Page
      title={t('title')}
      lead={
        <>
          {t('lead')}{' '}
          <Link to="/developer/docs" hash="batches" className="text-accent-ink underline underline-offset-3">
            {t('guide')}
          </Link>
        </>
      }
    >
      {query.isPending && <Skeleton rows={4} className="h-20" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && batches.length === 0 && <p className="max-w-prose text-ink-2">{t('empty')}</p>}
      {batches.length > 0 && (
        <ul aria-label={t('list')} className="flex max-w-4xl flex-col border-t border-line">
          {batches.map((batch) => (
            <BatchRow
              key={batch.id}
              batch={batch}
              name={files ? (files.get(batch.input_file_id)?.filename ?? t('deletedFile')) : batch.input_file_id}
              files={files}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button className="self-start" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  );
}
