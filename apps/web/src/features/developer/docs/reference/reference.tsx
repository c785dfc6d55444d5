import { CONTRACT_URL } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { operationsQuery } from './api';
import { OperationEntry } from './operation-entry';
import { matching } from './operations';

/** Every route, from the server's OpenAPI document. */
export default function Reference() {
  const { t } = useTranslation('docs');
  const [typed, setTyped] = useState('');
  const query = useQuery(operationsQuery);
  if (query.isPending) return <Skeleton rows={12} className="h-9" />;
  if (query.isError || query.data.length === 0) {
    return (
      <div className="flex flex-col items-start gap-2">
        {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        <p className="text-ink-2">{t('reference.unavailable')}</p>
        <a href={CONTRACT_URL} className="text-accent-ink underline underline-offset-3">
          {t('document')}
        </a>
      </div>
    );
  }
  const found = matching(query.data, typed);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <TextField
          type="search"
          className="w-full max-w-sm"
          label={t('reference.search')}
          placeholder={t('reference.search')}
          hideLabel
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span role="status" className="tabular text-meta text-ink-3">
          {t('reference.count', { count: found.length })}
        </span>
      </div>
      {found.length === 0 && <p className="py-4 text-ink-2">{t('reference.none')}</p>}
      <div className="flex flex-col">
        {found.map((operation) => (
          <OperationEntry key={operation.id} operation={operation} />
        ))}
      </div>
    </div>
  );
}
