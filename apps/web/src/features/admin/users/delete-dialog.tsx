import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { useDeleteUser } from './api';

/** Asks to type the account's name, and says what is deleted with it. */
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
  const remove = useDeleteUser();
  return (
    <TypedDialog
      title={t('deleteTitle', { name: user.username })}
      description={t('deleteText')}
      label={t('deleteType', { name: user.username })}
      expected={user.username}
      action={t('delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  );
}
