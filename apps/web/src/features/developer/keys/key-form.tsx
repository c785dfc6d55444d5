import { type CreateApiKeyDto } from '@pocket-llm/api-client';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { formatNumber } from '@/lib/format';
import { ExpiryField } from './expiry-field';
import { Check, Group, Lines } from './fields';
import { bodyOf, type Field, type KeyDraft, type Limit, LIMITS, refusalsOf, SCOPES, wrongIn } from './key-draft';
import { ModelsField } from './models-field';

interface KeyFormProps {
  initial: KeyDraft;
  /** Label of the submit button. */
  label: string;
  saving: { error: unknown; isError: boolean; isPending: boolean; reset: () => void };
  onSave: (body: CreateApiKeyDto) => void;
}

/** A key's name, scopes, models, expiry and limits. */
export function KeyForm({ initial, label, saving, onSave }: KeyFormProps) {
  const { t } = useTranslation('developer');
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const wrong = wrongIn(draft);
  const refused = saving.isError ? refusalsOf(saving.error) : undefined;
  const change = (next: Partial<KeyDraft>) => {
    setDraft((before) => ({ ...before, ...next }));
    saving.reset();
  };
  const errorOf = (field: Field): string | undefined => {
    const own = wrong[field];
    // A wrong number is reported at once, a missing field only on submit.
    if (own && (tried || own === 'whole' || own === 'scopes'))
      return t(`wrong.${own}`, { most: field in LIMITS ? formatNumber(LIMITS[field as Limit]) : '' });
    return refused?.fields[field];
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length === 0) onSave(bodyOf(draft));
  };
  return (
    <form className="flex flex-col gap-5" noValidate onSubmit={submit}>
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        error={errorOf('name')}
        value={draft.name}
        maxLength={100}
        onChange={(event) => change({ name: event.target.value })}
      />
      <ScopesField draft={draft} error={errorOf('scopes')} onChange={change} />
      <ModelsField draft={draft} error={errorOf('model_ids')} onChange={change} />
      <ExpiryField draft={draft} error={errorOf('expires_at')} onChange={change} />
      <LimitFields draft={draft} errorOf={errorOf} onChange={change} />
      <Lines
        label={t('addresses')}
        hint={t('addressesHint')}
        placeholder="10.0.0.0/8"
        error={errorOf('allowed_addresses')}
        value={draft.addresses}
        onChange={(addresses) => change({ addresses })}
      />
      <DialogActions>
        {refused?.rest && (
          <div className="w-full">
            <ErrorNotice error={saving.error} />
          </div>
        )}
        <Button type="submit" variant="primary" busy={saving.isPending}>
          {label}
        </Button>
      </DialogActions>
    </form>
  );
}

interface ScopesFieldProps {
  draft: KeyDraft;
  error: string | undefined;
  onChange: (change: Partial<KeyDraft>) => void;
}

function ScopesField({ draft, error, onChange }: ScopesFieldProps) {
  const { t } = useTranslation('developer');
  return (
    <Group legend={t('scopes')} error={error}>
      <div className="grid grid-cols-2 gap-x-4">
        {SCOPES.map((scope) => (
          <Check
            key={scope}
            checked={draft.scopes.includes(scope)}
            onChange={(on) =>
              onChange({ scopes: SCOPES.filter((one) => (one === scope ? on : draft.scopes.includes(one))) })
            }
          >
            {t(`scope.${scope}`)}
          </Check>
        ))}
      </div>
    </Group>
  );
}

interface LimitFieldsProps {
  draft: KeyDraft;
  errorOf: (field: Field) => string | undefined;
  onChange: (change: Partial<KeyDraft>) => void;
}

function LimitFields({ draft, errorOf, onChange }: LimitFieldsProps) {
  const { t } = useTranslation('developer');
  return (
    <Group legend={t('limits')} hint={t('limitsHint')}>
      <div className="grid gap-3 sm:grid-cols-3">
        {(Object.keys(LIMITS) as Limit[]).map((limit) => (
          <TextField
            key={limit}
            size="sm"
            inputMode="numeric"
            autoComplete="off"
            label={t(`limit.${limit}`)}
            placeholder={t('unlimited')}
            error={errorOf(limit)}
            value={draft[limit]}
            onChange={(event) => onChange({ [limit]: event.target.value })}
          />
        ))}
      </div>
    </Group>
  );
}
