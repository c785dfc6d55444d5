import { type ApiKey } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { CreateKeyDialog } from './create-key-dialog';
import { KeyTable } from './key-table';
import { keysQuery } from './queries';
import { RevokeDialog } from './revoke-dialog';
import { baseUrl } from './snippets';

/** The keys of this developer. */
export function KeysPage() {
  const { t } = useTranslation('developer');
  const query = useQuery(keysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const keys = query.data?.filter((key) => key.is_active) ?? [];
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button variant="primary" onClick={() => setCreating(true)}>
          <Icon as={Plus} />
          {t('create')}
        </Button>
      }
    >
      <p className="flex flex-wrap items-center gap-2 text-console text-ink-2">
        {t('baseUrl')}
        <code className="rounded-control bg-sunken px-2 py-1 font-mono text-ink">{baseUrl()}</code>
        <CopyButton text={baseUrl()} />
      </p>
      {query.isPending && <Skeleton rows={5} className="h-9" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && keys.length === 0 && <p className="max-w-prose py-6 text-ink-2">{t('empty')}</p>}
      {keys.length > 0 && <KeyTable keys={keys} onRevoke={setRevoking} />}
      <CreateKeyDialog open={creating} onClose={() => setCreating(false)} />
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />
    </Page>
  );
}
