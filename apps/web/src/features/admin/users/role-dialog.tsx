import { type AdminUserDto, type User } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';

const RANK = { user: 0, developer: 1, admin: 2 };

/** Asks for confirmation before an account's role changes. */
export function RoleDialog({
  user,
  role,
  onClose,
  onConfirm,
}: {
  user: AdminUserDto;
  role: User['role'];
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('roleConfirm', { name: user.username, role: common(`role.${role}`) })}
      description={t(`roleConfirmText.${RANK[role] > RANK[user.role] ? 'up' : 'down'}`)}
    >
      <DialogActions>
        <Button variant="quiet" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button variant="primary" onClick={onConfirm}>
          {t('change')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
