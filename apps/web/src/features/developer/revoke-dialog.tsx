import { apiKeysRevoke, type ApiKey } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { relativeTime } from '@/lib/dates';
import { keysQuery } from './queries';

/** Asks once more, with what would stop working. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => apiKeysRevoke({ path: { key_id: id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
  });
  const used = apiKey?.last_used_at ? relativeTime(apiKey.last_used_at) : common('never');
  return (
    <Dialog
      open={apiKey !== undefined}
      onOpenChange={onClose}
      title={t('revokeTitle', { name: apiKey?.name ?? t('unnamed') })}
      description={`${t('revokeText')} ${t('revokeUsed', { when: used })}`}
    >
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button variant="danger" busy={revoke.isPending} onClick={() => apiKey && revoke.mutate(apiKey.id)}>
          {t('revoke')}
        </Button>
      </div>
    </Dialog>
  );
}
