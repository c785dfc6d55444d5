import { apiKeysRevoke, type ApiKey } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { relativeTime } from '@/lib/dates';
import { keysQuery } from './queries';

/** Asks for the name, with what would stop working. */
export default function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => apiKeysRevoke({ path: { key_id: apiKey.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
  });
  const used = apiKey.last_used_at ? t('revokeUsed', { when: relativeTime(apiKey.last_used_at) }) : t('revokeUnused');
  return (
    <TypedDialog
      title={t('revokeTitle', { name: apiKey.name })}
      description={`${t('revokeText')} ${used}`}
      label={t('revokeType', { name: apiKey.name })}
      expected={apiKey.name}
      action={t('revoke')}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
