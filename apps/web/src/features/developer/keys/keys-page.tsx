import { type ApiKey } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { useNarrow } from '@/lib/use-media';
import { useModels } from '@/lib/use-model';
import { KEY_PLACEHOLDER, ownAddress } from '../parts/address';
import { CodeBox } from '../parts/code-box';
import { firstRequest } from './first-request';
import { KeyList } from './key-list';
import { KeyTable } from './key-table';
import { keysQuery } from './api';

const CreateKeyDialog = lazy(() => import('./create-key-dialog'));
const EditKeyDialog = lazy(() => import('./edit-key-dialog'));
const RotateDialog = lazy(() => import('./rotate-dialog'));
const RevokeDialog = lazy(() => import('./revoke-dialog'));

type OpenDialog = { kind: 'create' } | { kind: 'edit' | 'rotate' | 'revoke'; key: ApiKey };

/** The person's API keys. */
export function KeysPage() {
  const { t } = useTranslation('developer');
  const query = useQuery(keysQuery);
  const narrow = useNarrow();
  const [openDialog, setOpenDialog] = useState<OpenDialog>();
  const keys = query.data?.filter((key) => key.is_active) ?? [];
  const Keys = narrow ? KeyList : KeyTable;
  const done = () => setOpenDialog(undefined);
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button variant="primary" onClick={() => setOpenDialog({ kind: 'create' })}>
          <Icon as={Plus} />
          {t('create')}
        </Button>
      }
    >
      <p className="flex flex-wrap items-center gap-2 text-console text-ink-2">
        {t('baseUrl')}
        <span className="flex min-w-0 items-center gap-2">
          <code className="min-w-0 rounded-control bg-sunken px-2 py-1 font-mono break-all text-ink">
            {ownAddress()}
          </code>
          <CopyButton text={ownAddress()} />
        </span>
      </p>
      {query.isPending && <Skeleton rows={5} className="h-9" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && keys.length === 0 && <NoKeys />}
      {keys.length > 0 && (
        <Keys
          keys={keys}
          onEdit={(key) => setOpenDialog({ kind: 'edit', key })}
          onRotate={(key) => setOpenDialog({ kind: 'rotate', key })}
          onRevoke={(key) => setOpenDialog({ kind: 'revoke', key })}
        />
      )}
      <Suspense>
        {openDialog?.kind === 'create' && <CreateKeyDialog onClose={done} />}
        {openDialog?.kind === 'edit' && <EditKeyDialog apiKey={openDialog.key} onClose={done} />}
        {openDialog?.kind === 'rotate' && <RotateDialog apiKey={openDialog.key} onClose={done} />}
        {openDialog?.kind === 'revoke' && <RevokeDialog apiKey={openDialog.key} onClose={done} />}
      </Suspense>
    </Page>
  );
}

/** Shown when there are no keys: explains them, with a first request. */
function NoKeys() {
  const { t } = useTranslation('developer');
  const { model } = useModels();
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <p className="text-ink-2">
        {t('empty')}{' '}
        <Link to="/developer/docs" className="text-accent-ink underline underline-offset-3">
          {t('examples')}
        </Link>
      </p>
      <CodeBox
        label={t('curl')}
        code={firstRequest({ base: ownAddress(), key: KEY_PLACEHOLDER, scopes: ['chat'], model: model?.name })}
      />
    </div>
  );
}
