import { type Setting } from '@pocket-llm/api-client';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

interface ChoiceSettingProps {
  setting: Setting;
  title: string;
  lead: string;
  choices: readonly { value: string; label: string }[];
  /** The value as the server keeps it. */
  toValue?: (choice: string) => string | boolean;
  /** Below the choices. */
  children?: ReactNode;
}

/** A setting with a few values, each with a sentence. */
export function ChoiceSetting({
  setting,
  title,
  lead,
  choices,
  toValue = (choice) => choice,
  children,
}: ChoiceSettingProps) {
  const save = useSaveSetting(setting.key);
  const fixed = setting.source === 'environment';
  const chosen = String(save.isPending ? save.variables : setting.value);
  return (
    <Section title={title} lead={lead}>
      {save.isError && <ErrorNotice error={save.error} />}
      <fieldset disabled={fixed || save.isPending} className="flex flex-col">
        <legend className="sr-only">{title}</legend>
        {choices.map(({ value, label }) => (
          <label key={value} className="flex min-h-11 items-center gap-3 border-b border-line">
            <input
              type="radio"
              name={setting.key}
              value={value}
              checked={chosen === value}
              onChange={() => save.mutate(toValue(value))}
              className="size-4 accent-ink"
            />
            {label}
          </label>
        ))}
      </fieldset>
      <SettingState setting={setting} saved={save.isSuccess} />
      {children}
    </Section>
  );
}

const MODES = ['open', 'approval', 'closed'] as const;

/** Who may create an account. */
export function Registration({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  return (
    <ChoiceSetting
      setting={setting}
      title={t('portal.registration')}
      lead={t('portal.registrationText')}
      choices={MODES.map((value) => ({ value, label: t(`portal.mode.${value}`) }))}
    />
  );
}

const RULES = ['none', 'admins', 'all'] as const;

/** Who must have a second factor. */
export function SecondFactorRule({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  return (
    <ChoiceSetting
      setting={setting}
      title={t('portal.secondFactor')}
      lead={t('portal.secondFactorText')}
      choices={RULES.map((value) => ({ value, label: t(`portal.secondFactorRule.${value}`) }))}
    />
  );
}
