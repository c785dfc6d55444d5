import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import { useSaveQuery, useUpdateSavedQuery } from './api';
import { editTab, type Saved, type Tab, valuesFor } from './tabs-store';

interface SaveDialogProps {
  /** The tab whose text is saved as a new query, or the saved query that gets another name. */
  subject: { tab: Tab } | { saved: Saved };
  onClose: () => void;
}

/** Saves the text of the active tab under a name, or changes the name of a saved query; and shares it or not. */
export default function SaveDialog({ subject, onClose }: SaveDialogProps) {
  const { t } = useTranslation('sql');
  const before = 'saved' in subject ? subject.saved : undefined;
  const [name, setName] = useState(before?.name ?? '');
  const [shared, setShared] = useState(before?.shared ?? false);
  const create = useSaveQuery();
  const update = useUpdateSavedQuery();
  const { isPending, error } = before ? update : create;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    if ('saved' in subject) return update.mutate({ id: subject.saved.id, name, shared }, { onSuccess: onClose });
    const { sql } = subject.tab;
    create.mutate(
      { name, sql, parameters: valuesFor(sql, subject.tab), shared },
      {
        onSuccess: (saved) => {
          editTab({ saved });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(before ? 'save.rename' : 'save.title')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('save.name')}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
        <span className="flex items-start gap-3">
          <Switch label={t('save.share')} checked={shared} onChange={setShared} />
          <span className="text-ui">
            {t('save.share')}
            <span className="block text-meta text-ink-3">{t('save.shareText')}</span>
          </span>
        </span>
        {error && <ErrorNotice error={error} />}
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {t('cancelDialog')}
          </Button>
          <Button type="submit" variant="primary" busy={isPending} disabled={name.trim() === ''}>
            {t('save.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
