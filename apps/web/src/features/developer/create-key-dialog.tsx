import { apiKeysCreate, type CreatedApiKey } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { useModels } from '@/lib/use-model';
import { keysQuery } from './queries';
import { ShownOnce } from './shown-once';

const SCOPES = ['chat', 'models', 'threads', 'embeddings'] as const;
type Scope = (typeof SCOPES)[number];
const EXPIRY_DAYS = { d30: 30, d90: 90, d365: 365, never: undefined } as const;
type Expiry = keyof typeof EXPIRY_DAYS;
const ALL_MODELS = '';
const DAY_MS = 86_400_000;

/** Name, reach and end of a new key, then its secret, once. */
export function CreateKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const [created, setCreated] = useState<CreatedApiKey>();
  const close = () => {
    setCreated(undefined);
    onClose();
  };
  return (
    <Dialog
      wide={created !== undefined}
      open={open}
      onOpenChange={close}
      // Closing by accident would lose a secret that nobody can show again.
      dismissible={created === undefined}
      title={t(created ? 'createdTitle' : 'createTitle')}
      description={created && t('createdText')}
    >
      {created ? <ShownOnce created={created} onDone={close} /> : <CreateForm onCreated={setCreated} />}
    </Dialog>
  );
}

function CreateForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const { t } = useTranslation('developer');
  const client = useQueryClient();
  const { models } = useModels();
  const [name, setName] = useState('');
  const [model, setModel] = useState(ALL_MODELS);
  const [scopes, setScopes] = useState<readonly Scope[]>(SCOPES);
  const [expiry, setExpiry] = useState<Expiry>('d90');
  const create = useMutation({
    mutationFn: async () => {
      const days = EXPIRY_DAYS[expiry];
      const body = {
        name: name.trim() || undefined,
        scopes: [...scopes],
        model_ids: model === ALL_MODELS ? undefined : [model],
        expires_at: days ? new Date(Date.now() + days * DAY_MS).toISOString() : undefined,
      };
      return (await apiKeysCreate({ body })).data;
    },
    onSuccess: (key) => {
      onCreated(key);
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const toggle = (scope: Scope) => setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      {create.isError && <ErrorNotice error={create.error} />}
      <TextField label={t('name')} hint={t('nameHint')} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      <div className="flex flex-col gap-1.5">
        <span className="text-ui font-medium">{t('models')}</span>
        <Select
          label={t('models')}
          value={model}
          onChange={setModel}
          options={[{ value: ALL_MODELS, label: t('allModels') }, ...models.map(({ id, display_name }) => ({ value: id, label: display_name }))]}
        />
      </div>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-ui font-medium">{t('scopes')}</legend>
        <div className="grid grid-cols-2 gap-1">
          {SCOPES.map((scope) => (
            <label key={scope} className="flex min-h-8 items-center gap-2">
              <input type="checkbox" className="size-4 accent-ink" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
              {t(`scope.${scope}`)}
            </label>
          ))}
        </div>
        {scopes.length === 0 && <p className="text-meta text-danger">{t('scopeNeeded')}</p>}
      </fieldset>
      <div className="flex flex-col gap-1.5">
        <span className="text-ui font-medium">{t('expires')}</span>
        <Select
          label={t('expires')}
          value={expiry}
          onChange={setExpiry}
          options={(Object.keys(EXPIRY_DAYS) as Expiry[]).map((value) => ({ value, label: t(`expiry.${value}`) }))}
        />
      </div>
      <Button type="submit" variant="primary" className="self-end" busy={create.isPending} disabled={scopes.length === 0}>
        {t('create')}
      </Button>
    </form>
  );
}
