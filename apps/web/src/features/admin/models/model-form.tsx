import { ApiError, type AdminModel } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { TextArea } from '@/components/ui/text-area';
import { changeOf, draftOf, isNumber, type ModelDraft, NUMBERS } from './draft';
import { FallbackFields } from './fallback-fields';
import { OptionFields } from './option-fields';
import { useUpdateModel } from './api';

const ROLES = ['user', 'developer', 'admin'] as const;

const SMALL = 'px-2.5 py-1.5 text-console';

/** A model's name, access, system prompt, and the default options of its chats. */
export function ModelForm({ model }: { model: AdminModel }) {
  const { t } = useTranslation('pulls');
  const [draft, setDraft] = useState(() => draftOf(model));
  const save = useUpdateModel(model.id);
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
        if (valid) save.mutate(changeOf(draft, model));
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
      <FallbackFields model={model} ids={draft.fallbacks} onChange={(fallbacks) => change({ fallbacks })} />
      <OptionFields draft={draft} withoutEffect={model.options_without_effect} errorOf={errorOf} onChange={change} />
      <TextArea
        label={t('stop')}
        rows={2}
        value={draft.stop}
        className={SMALL}
        onChange={(event) => change({ stop: event.target.value })}
      />
      <TextArea
        label={t('system')}
        rows={4}
        value={draft.system}
        hint={t('systemHint')}
        className={SMALL}
        onChange={(event) => change({ system: event.target.value })}
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
