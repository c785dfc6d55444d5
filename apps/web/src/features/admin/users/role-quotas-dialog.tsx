import { userAccessSetRoleQuota, type RoleQuotaDto } from '@pocket-llm/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { quotasQuery } from './query';
import { draftOf, quotaOf, wrongIn } from './quota-draft';
import { QuotaFields } from './quota-fields';

/** What accounts of each role may use. */
export default function RoleQuotasDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const query = useQuery(quotasQuery);
  return (
    <Dialog wide open onOpenChange={onClose} title={t('quotasTitle')} description={t('quotasText')}>
      {query.isPending && <Skeleton rows={3} className="h-14" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.map((quota) => <RoleQuota key={quota.role} quota={quota} />)}
    </Dialog>
  );
}

function RoleQuota({ quota: { role, limits } }: { quota: RoleQuotaDto }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(limits));
  const save = useMutation({
    mutationFn: async () => (await userAccessSetRoleQuota({ path: { role }, body: quotaOf(draft) })).data,
    onSuccess: (quotas) => client.setQueryData(quotasQuery.queryKey, quotas),
  });
  return (
    <form
      aria-label={common(`role.${role}`)}
      className="flex flex-col gap-3 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrongIn(draft).length === 0) save.mutate();
      }}
    >
      <h3 className="text-ui font-medium">{common(`role.${role}`)}</h3>
      {save.isError && <ErrorNotice error={save.error} />}
      <QuotaFields
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          save.reset();
        }}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" size="sm" busy={save.isPending}>
          {common('save')}
        </Button>
        {save.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}
