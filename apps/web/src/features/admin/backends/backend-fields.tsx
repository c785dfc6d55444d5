import { type BackendDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { type BackendDraft, isNumber, LIMITS, NUMBERS } from './draft';

const KINDS = ['ollama', 'openai'] as const;
const EXAMPLES = { ollama: 'http://gpu2:11434', openai: 'http://gpu2:8000/v1' } as const;

interface FieldsProps {
  draft: BackendDraft;
  onChange: (next: Partial<BackendDraft>) => void;
}

interface AddressFieldsProps extends FieldsProps {
  /** `undefined` for a new one. */
  backend: BackendDto | undefined;
  /** What the server says against a field. */
  errorOf: (field: string) => string | undefined;
}

/** Where a model server is, and its key. */
export function AddressFields({ draft, backend, errorOf, onChange }: AddressFieldsProps) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  return (
    <>
      {!backend && (
        <div className="flex flex-col gap-1.5">
          <span className="text-ui font-medium">{t('kind')}</span>
          <Select
            label={t('kind')}
            value={draft.provider}
            options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
            onChange={(provider) => onChange({ provider })}
          />
        </div>
      )}
      <TextField
        label={t('address')}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        maxLength={500}
        placeholder={EXAMPLES[draft.provider]}
        value={draft.url}
        error={errorOf('/url')}
        onChange={(event) => onChange({ url: event.target.value })}
      />
      <TextField
        label={t('name')}
        maxLength={100}
        autoComplete="off"
        value={draft.name}
        error={errorOf('/name')}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <TextField
        label={t('key')}
        hint={t(backend?.has_api_key ? 'keyKept' : 'keyHint')}
        type="password"
        autoComplete="off"
        maxLength={500}
        value={draft.key}
        disabled={draft.removeKey}
        error={errorOf('/api_key')}
        onChange={(event) => onChange({ key: event.target.value })}
      />
      {backend?.has_api_key && (
        <label className="flex items-center gap-2 text-console">
          <input
            type="checkbox"
            checked={draft.removeKey}
            onChange={(event) => onChange({ removeKey: event.target.checked })}
            className="size-4 accent-ink"
          />
          {t('keyRemove')}
        </label>
      )}
    </>
  );
}

/** How a model server is used beside others. */
export function UseFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  return (
    <div className="grid items-start gap-4 sm:grid-cols-3">
      {NUMBERS.map((field) => {
        const [least, most] = LIMITS[field];
        return (
          <TextField
            key={field}
            label={t(field)}
            hint={t(`${field}Hint`)}
            inputMode="numeric"
            autoComplete="off"
            value={draft[field]}
            error={isNumber(field, draft[field]) ? undefined : t('numberWrong', { least, most })}
            onChange={(event) => onChange({ [field]: event.target.value })}
          />
        );
      })}
    </div>
  );
}
