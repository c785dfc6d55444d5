import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { relativeTime } from '@/lib/dates';
import { useRevokeKey } from './api';

/** Asks to type the key's name, and says what will stop working. */
export default function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const revoke = useRevokeKey(apiKey.id);
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
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
