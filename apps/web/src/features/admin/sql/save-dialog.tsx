import { sqlSavedCreate } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { savedQuery } from './queries';
import { editTab } from './tabs-store';

/** A name for the text of the tab in front. */
export default function SaveDialog({ sql, onClose }: { sql: string; onClose: () => void }) {
  const { t } = useTranslation('sql');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: async () => (await sqlSavedCreate({ body: { name, sql } })).data,
    onSuccess: (saved) => {
      editTab({ saved });
      void client.invalidateQueries({ queryKey: savedQuery.queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
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
