import { type AdminModel, type GroupDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { formatList } from '@/lib/format';
import { useRemoveGroup } from '../rights/api';
import { useGroupWords } from '../rights/words';

interface DeleteDialogProps {
  group: GroupDto;
  models: readonly AdminModel[];
  onClose: () => void;
  onDeleted: () => void;
}

/** Says what follows from the deletion of a group, and deletes it. */
export function DeleteDialog({ group, models, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const words = useGroupWords();
  const remove = useRemoveGroup(group.id);
  const alone = models.filter(({ group_ids }) => group_ids?.length === 1 && group_ids[0] === group.id);
  const names = formatList(alone.map(({ display_name }) => display_name));
  return (
    <Dialog open onOpenChange={onClose} title={t('deleteTitle', { name: group.name })}>
      <ul className="flex list-disc flex-col gap-2 ps-5 text-ui text-ink-2">
        <li>{group.member_count === 0 ? t('deleteNobody') : t('deletePeople', { count: group.member_count })}</li>
        {group.model_ids !== null && group.member_count > 0 && <li>{t('deleteOpens')}</li>}
        {alone.length > 0 && <li className="text-warn">{t('deleteReserved', { count: alone.length, names })}</li>}
        {group.source !== 'manual' && <li>{t('deleteProvider', { source: words.source(group) })}</li>}
      </ul>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <DialogActions>
        <Button variant="quiet" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button
          variant="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: onDeleted })}
        >
          {t('delete')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
