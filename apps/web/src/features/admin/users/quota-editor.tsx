import { type QuotaDto } from '@pocket-llm/api-client';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { formatNumber } from '@/lib/format';
import { draftOf, type Limit, LIMIT_NAMES, LIMITS, type QuotaDraft, quotaOf, wrongIn } from './quota-draft';

interface QuotaEditorProps {
  quota: QuotaDto | null;
  label: string;
  /** Label of the save button. */
  action: string;
  saving: {
    error: unknown;
    isPending: boolean;
    isSuccess: boolean;
    mutate: (quota: QuotaDto) => void;
    reset: () => void;
  };
  heading: ReactNode;
  /** What an empty field means; no limit, unless something else is said. */
  empty?: string;
  /** Which limits; all unless something else is said. */
  limits?: readonly Limit[];
  /** What follows from the quota that the fields say. */
  noteOf?: (quota: QuotaDto) => ReactNode;
  /** Further buttons. */
  children?: ReactNode;
}

/** Edits a quota's limits. */
export function QuotaEditor(props: QuotaEditorProps) {
  const { quota, label, action, saving, heading, empty, limits, noteOf, children } = props;
  const { t } = useTranslation('people');
  const [draft, setDraft] = useState(() => draftOf(quota));
  return (
    <form
      aria-label={label}
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrongIn(draft).length === 0) saving.mutate(quotaOf(draft));
      }}
    >
      {heading}
      {saving.error !== null && <ErrorNotice error={saving.error} />}
      <QuotaFields
        draft={draft}
        empty={empty}
        limits={limits}
        onChange={(next) => {
          setDraft(next);
          saving.reset();
        }}
      />
      {wrongIn(draft).length === 0 && noteOf?.(quotaOf(draft))}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" size="sm" busy={saving.isPending}>
          {action}
        </Button>
        {children}
        {saving.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}

interface QuotaFieldsProps {
  draft: QuotaDraft;
  empty?: string;
  limits?: readonly Limit[];
  onChange: (draft: QuotaDraft) => void;
}

/** One field per limit. */
function QuotaFields({ draft, empty, limits = LIMIT_NAMES, onChange }: QuotaFieldsProps) {
  const { t } = useTranslation('people');
  const wrong = wrongIn(draft);
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
      {limits.map((name) => (
        <TextField
          key={name}
          size="sm"
          inputMode="numeric"
          autoComplete="off"
          label={t(`limit.${name}`)}
          placeholder={empty ?? t('unlimited')}
          error={wrong.includes(name) ? t('whole', { most: formatNumber(LIMITS[name]) }) : undefined}
          value={draft[name]}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      ))}
    </div>
  );
}
