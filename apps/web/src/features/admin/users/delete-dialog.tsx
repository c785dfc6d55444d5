import { usersRemove, type AdminUserDto } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { USERS_KEY } from './query';

/** Asks for the name, with what goes with the account. */
export function DeleteDialog({
  user,
  onClose,
  onDeleted,
}: {
  user: AdminUserDto;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => usersRemove({ path: { user_id: user.id } }),
    onSuccess: async () => {
      onDeleted();
      await client.invalidateQueries({ queryKey: USERS_KEY, exact: false });
    },
  });
  return (
    <TypedDialog
      title={t('deleteTitle', { name: user.username })}
      description={t('deleteText')}
      label={t('deleteType', { name: user.username })}
      expected={user.username}
      action={t('delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
