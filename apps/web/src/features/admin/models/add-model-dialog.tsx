import { type Model } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { useAddModel } from './api';

/** Adds a model by its name in the backend. */
export function AddModelDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('pulls');
  return (
    <Dialog open={open} onOpenChange={onClose} title={t('addTitle')} description={t('addText')}>
      <AddForm onDone={onClose} />
    </Dialog>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('pulls');
  const { t: models } = useTranslation('models');
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [provider, setProvider] = useState<Model['provider']>('ollama');
  const add = useAddModel();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ name, displayName, provider }, { onSuccess: onDone });
      }}
    >
      {add.isError && <ErrorNotice error={add.error} />}
      <TextField
        label={t('name')}
        value={name}
        required
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={t('displayName')}
        value={displayName}
        onChange={(event) => setDisplayName(event.target.value)}
      />
      <div className="flex flex-col gap-1.5">
        <span className="text-ui font-medium">{t('provider')}</span>
        <Select
          label={t('provider')}
          value={provider}
          onChange={setProvider}
          options={(['ollama', 'openai', 'embedded'] as const).map((value) => ({
            value,
            label: models(`provider.${value}`),
          }))}
        />
      </div>
      <DialogActions>
        <Button type="submit" variant="primary" busy={add.isPending} disabled={name.trim() === ''}>
          {t('add')}
        </Button>
      </DialogActions>
    </form>
  );
}
