import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useSaveQuery } from './api';
import { editTab } from './tabs-store';

/** Saves the text of the active tab under a name. */
export default function SaveDialog({ sql, onClose }: { sql: string; onClose: () => void }) {
  const { t } = useTranslation('sql');
  const [name, setName] = useState('');
  const save = useSaveQuery();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    save.mutate(
      { name, sql },
      {
        onSuccess: (saved) => {
          editTab({ saved });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('save.title')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('save.name')}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
        {save.isError && <ErrorNotice error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={name.trim() === ''}>
            {t('save.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
