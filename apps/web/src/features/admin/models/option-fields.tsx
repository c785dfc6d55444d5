import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { isNumber, type ModelDraft, MORE_NUMBERS, THINKING, USUAL_NUMBERS } from './draft';

interface OptionFieldsProps {
  draft: ModelDraft;
  /** Names of the options that the model's backend does not have. */
  withoutEffect: readonly string[];
  /** The server's validation errors, by JSON pointer. */
  errorOf: (pointer: string) => string | undefined;
  onChange: (next: Partial<ModelDraft>) => void;
}

/** The default options of a model's answers: the usual ones, and behind a fold those for whoever knows the model. */
export function OptionFields(props: OptionFieldsProps) {
  const { t } = useTranslation('pulls');
  const { draft, withoutEffect, errorOf, onChange } = props;
  const [isMoreOpen, setMoreOpen] = useState(() => MORE_NUMBERS.some((name) => draft.numbers[name] !== ''));
  return (
    <>
      <div className="grid grid-cols-2 items-end gap-3">
        {USUAL_NUMBERS.map((name) => (
          <NumberOption key={name} name={name} {...props} />
        ))}
        <TextField
          size="sm"
          label={t('option.keep_alive')}
          placeholder={t('optionDefault')}
          value={draft.keep_alive}
          error={errorOf('/options/keep_alive')}
          hint={withoutEffect.includes('keep_alive') ? t('noEffect') : undefined}
          onChange={(event) => onChange({ keep_alive: event.target.value })}
        />
      </div>
      <ThinkingOption {...props} />
      <details open={isMoreOpen} onToggle={(event) => setMoreOpen(event.currentTarget.open)}>
        <summary className="flex min-h-8 items-center text-ui font-medium touch:min-h-11">{t('moreOptions')}</summary>
        <div className="grid grid-cols-2 items-end gap-3 pt-2">
          {MORE_NUMBERS.map((name) => (
            <NumberOption key={name} name={name} {...props} />
          ))}
        </div>
      </details>
    </>
  );
}

function NumberOption({
  name,
  draft: { numbers },
  withoutEffect,
  errorOf,
  onChange,
}: OptionFieldsProps & { name: keyof ModelDraft['numbers'] }) {
  const { t } = useTranslation('pulls');
  return (
    <TextField
      size="sm"
      inputMode="decimal"
      label={t(`option.${name}`)}
      placeholder={t('optionDefault')}
      value={numbers[name]}
      error={isNumber(numbers[name]) ? errorOf(`/options/${name}`) : t('notNumber')}
      hint={withoutEffect.includes(name) ? t('noEffect') : undefined}
      onChange={(event) => onChange({ numbers: { ...numbers, [name]: event.target.value } })}
    />
  );
}

function ThinkingOption({ draft, withoutEffect, onChange }: OptionFieldsProps) {
  const { t } = useTranslation('pulls');
  const note = useId();
  const cannot = withoutEffect.includes('think');
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{t('option.think')}</span>
      <Select
        label={t('option.think')}
        value={draft.think}
        options={THINKING.map((value) => ({ value, label: t(`thinking.${value || 'default'}`) }))}
        aria-describedby={cannot ? note : undefined}
        onChange={(think) => onChange({ think })}
      />
      {cannot && (
        <p id={note} className="text-meta text-ink-3">
          {t('noThinking')}
        </p>
      )}
    </div>
  );
}
