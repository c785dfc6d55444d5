import { adminModelsUpdate, ApiError, type AdminModel } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { INPUT, TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { changeOf, draftOf, isNumber, type ModelDraft, NUMBERS } from './draft';
import { refreshModels } from './queries';

const ROLES = ['user', 'developer', 'admin'] as const;

/** Name, who may use it, system prompt and the options that count unless a chat says otherwise. */
export function ModelForm({ model }: { model: AdminModel }) {
  const { t } = useTranslation('pulls');
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(model));
  const save = useMutation({
    mutationFn: () => adminModelsUpdate({ path: { model_id: model.id }, body: changeOf(draft, model) }),
    onSuccess: () => refreshModels(client),
  });
  const refused = save.error instanceof ApiError ? save.error.fieldErrors : [];
  const errorOf = (field: string) => refused.find(({ pointer }) => pointer === field)?.message;
  const change = (next: Partial<ModelDraft>) => {
    setDraft({ ...draft, ...next });
    save.reset();
  };
  const valid = draft.display_name.trim() !== '' && NUMBERS.every((name) => isNumber(draft.numbers[name]));
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) save.mutate();
      }}
    >
      {save.isError && refused.length === 0 && <ErrorNotice error={save.error} />}
      <TextField
        size="sm"
        label={t('displayName')}
        value={draft.display_name}
        maxLength={100}
        error={errorOf('/display_name')}
        onChange={(event) => change({ display_name: event.target.value })}
      />
      <div className="flex flex-col gap-1.5">
        <span className="text-ui font-medium">{t('who')}</span>
        <Select
          label={t('who')}
          value={draft.role}
          options={ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
          onChange={(role) => change({ role })}
        />
      </div>
      <div className="grid grid-cols-2 items-end gap-3">
        {NUMBERS.map((name) => (
          <TextField
            key={name}
            size="sm"
            inputMode="decimal"
            label={t(`option.${name}`)}
            placeholder={t('optionDefault')}
            value={draft.numbers[name]}
            error={isNumber(draft.numbers[name]) ? errorOf(`/options/${name}`) : t('notNumber')}
            onChange={(event) => change({ numbers: { ...draft.numbers, [name]: event.target.value } })}
          />
        ))}
        <TextField
          size="sm"
          label={t('option.keep_alive')}
          placeholder={t('optionDefault')}
          value={draft.keep_alive}
          error={errorOf('/options/keep_alive')}
          onChange={(event) => change({ keep_alive: event.target.value })}
        />
      </div>
      <Area label={t('stop')} rows={2} value={draft.stop} onChange={(stop) => change({ stop })} />
      <Area
        label={t('system')}
        rows={4}
        value={draft.system}
        hint={t('systemHint')}
        onChange={(system) => change({ system })}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" size="sm" busy={save.isPending} disabled={!valid}>
          {t('save')}
        </Button>
        {save.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}

function Area({
  label,
  value,
  rows,
  hint,
  onChange,
}: {
  label: string;
  value: string;
  rows: number;
  hint?: ReactNode;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-ui font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        className={`${INPUT} px-2.5 py-1.5 text-console`}
        aria-describedby={hint ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <p id={`${id}-note`} className="text-meta text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
