import { ApiError, type GroupDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { useAddGroup } from '../rights/api';
import { NameFields } from './name-form';

/** Makes a group. What belongs to it follows in its details. */
export function CreateDialog({ onClose, onMade }: { onClose: () => void; onMade: (group: GroupDto) => void }) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState({ name: '', description: '' });
  const add = useAddGroup();
  const isTaken = add.error instanceof ApiError && add.error.code === 'group.exists';
  return (
    <Dialog open onOpenChange={onClose} title={t('newTitle')} description={t('newText')}>
      <form
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.name.trim()) add.mutate({ ...draft, name: draft.name.trim() }, { onSuccess: onMade });
        }}
      >
        {add.isError && !isTaken && <ErrorNotice error={add.error} />}
        <NameFields
          draft={draft}
          isTaken={isTaken}
          onChange={(next) => {
            setDraft(next);
            add.reset();
          }}
        />
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="primary" busy={add.isPending} disabled={draft.name.trim() === ''}>
            {t('make')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
