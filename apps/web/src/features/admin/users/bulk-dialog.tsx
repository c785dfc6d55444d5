import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { showToast } from '@/lib/toast';
import { type BulkChange, useChangeUsers } from './api';
import { type BulkFailure } from './bulk-failures';

const NAMES_SHOWN = 8;

interface BulkDialogProps {
  chosen: readonly AdminUserDto[];
  change: BulkChange;
  onClose: () => void;
  onDone: (failures: BulkFailure[]) => void;
}

/** Names the accounts that an action concerns, and asks for a confirmation; for a delete, their number is typed. */
export function BulkDialog({ chosen, change, onClose, onDone }: BulkDialogProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const { mutate, isPending, error } = useChangeUsers();
  const count = chosen.length;
  const confirm = () =>
    mutate(
      { ids: chosen.map(({ id }) => id), ...change },
      {
        onSuccess: (results) => {
          const names = new Map(chosen.map(({ id, username }) => [id, username]));
          const failed = results.filter(({ ok }) => !ok);
          const done = results.length - failed.length;
          if (done > 0)
            void showToast(t(change.action === 'delete' ? 'bulk.deleted' : 'bulk.changed', { count: done }));
          onClose();
          onDone(failed.map(({ user_id, detail = '' }) => ({ name: names.get(user_id) ?? user_id, detail })));
        },
      },
    );
  const title =
    change.action === 'role'
      ? t('bulk.title.role', { count, role: common(`role.${change.role}`) })
      : t(`bulk.title.${change.action}`, { count });
  const text = (
    <>
      {t(`bulk.text.${change.action}`)} <Names users={chosen} />
    </>
  );
  if (change.action === 'delete')
    return (
      <TypedDialog
        title={title}
        description={text}
        label={t('bulk.typeCount', { count })}
        expected={String(count)}
        action={t('bulk.delete')}
        busy={isPending}
        error={error}
        onConfirm={confirm}
        onClose={onClose}
      />
    );
  return (
    <Dialog open onOpenChange={onClose} dismissible={!isPending} title={title} description={text}>
      {error && <ErrorNotice error={error} />}
      <DialogActions>
        <Button variant="quiet" disabled={isPending} onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button variant="primary" busy={isPending} onClick={confirm}>
          {t(`bulk.${change.action}`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Names({ users }: { users: readonly AdminUserDto[] }) {
  const { t } = useTranslation('people');
  const { i18n } = useTranslation();
  const shown = users.slice(0, NAMES_SHOWN).map(({ username }) => username);
  const more = users.length - shown.length;
  const all = more > 0 ? [...shown, t('bulk.more', { count: more })] : shown;
  return <span className="font-medium break-words">{new Intl.ListFormat(i18n.language).format(all)}</span>;
}
