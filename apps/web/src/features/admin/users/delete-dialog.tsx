import { usersRemove, type AdminUserDto } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { USERS_KEY } from './query';

/** Asks for the name, with what goes with the account. */
export function DeleteDialog({ user, onClose, onDeleted }: { user: AdminUserDto; onClose: () => void; onDeleted: () => void }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => usersRemove({ path: { user_id: user.id } }),
    onSuccess: async () => {
      onDeleted();
      await client.invalidateQueries({ queryKey: USERS_KEY, exact: false });
    },
  });
  const meant = typed.trim() === user.username;
  return (
    <Dialog open onOpenChange={onClose} title={t('deleteTitle', { name: user.username })} description={t('deleteText')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meant) remove.mutate();
        }}
      >
        {remove.isError && <ErrorNotice error={remove.error} />}
        <TextField label={t('deleteType', { name: user.username })} value={typed} autoComplete="off" spellCheck={false} autoCapitalize="none" onChange={(event) => setTyped(event.target.value)} />
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={remove.isPending} disabled={!meant}>
            {t('delete')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
