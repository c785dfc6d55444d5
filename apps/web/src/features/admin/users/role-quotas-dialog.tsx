import { type RoleQuotaDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { quotasQuery, useSetRoleQuota } from './api';
import { QuotaEditor } from './quota-editor';

/** Edits the quotas of each role. */
export default function RoleQuotasDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const query = useQuery(quotasQuery);
  return (
    <Dialog wide open onOpenChange={onClose} title={t('quotasTitle')} description={t('quotasText')}>
      {query.isPending && <Skeleton rows={3} className="h-14" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.map((quota) => (
        <RoleQuota key={quota.role} quota={quota} />
      ))}
    </Dialog>
  );
}

function RoleQuota({ quota: { role, limits } }: { quota: RoleQuotaDto }) {
  const { t: common } = useTranslation();
  const save = useSetRoleQuota(role);
  const name = common(`role.${role}`);
  return (
    <div className="border-t border-line pt-4">
      <QuotaEditor
        quota={limits}
        label={name}
        action={common('save')}
        saving={save}
        heading={<h3 className="text-ui font-medium">{name}</h3>}
      />
    </div>
  );
}
