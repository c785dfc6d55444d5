import { apiKeysRevoke, type ApiKey } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { relativeTime } from '@/lib/dates';
import { keysQuery } from './queries';

/** Asks for the name, with what would stop working. */
export default function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const revoke = useMutation({
    mutationFn: () => apiKeysRevoke({ path: { key_id: apiKey.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
  });
  const meant = typed.trim() === apiKey.name.trim();
  const used = apiKey.last_used_at ? t('revokeUsed', { when: relativeTime(apiKey.last_used_at) }) : t('revokeUnused');
  return (
    <Dialog open onOpenChange={onClose} title={t('revokeTitle', { name: apiKey.name })} description={`${t('revokeText')} ${used}`}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meant) revoke.mutate();
        }}
      >
        {revoke.isError && <ErrorNotice error={revoke.error} />}
        <TextField label={t('revokeType', { name: apiKey.name })} value={typed} autoComplete="off" spellCheck={false} autoCapitalize="none" onChange={(event) => setTyped(event.target.value)} />
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={revoke.isPending} disabled={!meant}>
            {t('revoke')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
