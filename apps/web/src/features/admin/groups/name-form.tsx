import { ApiError, type GroupDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { useChangeGroup } from '../rights/api';

interface NameDraft {
  name: string;
  description: string;
}

/** Changes a group's name and description. */
export function NameForm({ group }: { group: GroupDto }) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState<NameDraft>({ name: group.name, description: group.description });
  const save = useChangeGroup(group.id);
  const isTaken = save.error instanceof ApiError && save.error.code === 'group.exists';
  return (
    <form
      className="flex flex-col gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const [name, { description }] = [draft.name.trim(), draft];
        // Only what is new: a provider's name may be none that could be given here.
        if (name)
          save.mutate({
            ...(name !== group.name && { name }),
            ...(description !== group.description && { description }),
          });
      }}
    >
      {save.isError && !isTaken && <ErrorNotice error={save.error} />}
      <NameFields
        size="sm"
        draft={draft}
        isTaken={isTaken}
        onChange={(next) => {
          setDraft(next);
          save.reset();
        }}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" size="sm" busy={save.isPending} disabled={draft.name.trim() === ''}>
          {common('save')}
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

interface NameFieldsProps {
  size?: 'sm' | 'md';
  draft: NameDraft;
  /** Another group has the name. */
  isTaken: boolean;
  onChange: (draft: NameDraft) => void;
}

export function NameFields({ size, draft, isTaken, onChange }: NameFieldsProps) {
  const { t } = useTranslation('groups');
  return (
    <>
      <TextField
        size={size}
        label={t('name')}
        value={draft.name}
        maxLength={200}
        autoComplete="off"
        error={isTaken ? t('taken') : undefined}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
      <TextField
        size={size}
        label={t('description')}
        value={draft.description}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => onChange({ ...draft, description: event.target.value })}
      />
    </>
  );
}
