import { adminModelsAdd, type Model } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { refreshModels } from './queries';

/** Adds a model by the name that its backend knows. */
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
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [provider, setProvider] = useState<Model['provider']>('ollama');
  const add = useMutation({
    mutationFn: () =>
      adminModelsAdd({ body: { name: name.trim(), display_name: displayName.trim() || undefined, provider } }),
    onSuccess: async () => {
      await refreshModels(client);
      onDone();
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
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
      <Button type="submit" variant="primary" className="self-end" busy={add.isPending} disabled={name.trim() === ''}>
        {t('add')}
      </Button>
    </form>
  );
}
