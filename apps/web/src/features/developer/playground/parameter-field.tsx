import { RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { formatNumber } from '@/lib/format';
import { type ParameterName, PARAMETERS, parseParameter } from './request';

interface ParameterFieldProps {
  name: ParameterName;
  value: unknown;
  onChange: (value: number | undefined) => void;
}

/** A numeric parameter. Empty means the model's default; a changed one can be reset. */
export function ParameterField({ name, value, onChange }: ParameterFieldProps) {
  const { t } = useTranslation('playground');
  const id = useId();
  const given = typeof value === 'number' ? String(value) : '';
  const [typed, setTyped] = useState(given);
  const [seen, setSeen] = useState(given);
  if (given !== seen) {
    setSeen(given);
    if (!sameNumber(typed, given)) setTyped(given);
  }
  const label = t(`parameter.${name}`);
  const { min, max } = PARAMETERS[name];
  const wrong = 'wrong' in parseParameter(name, typed);
  const change = (text: string) => {
    setTyped(text);
    const read = parseParameter(name, text);
    if (!('wrong' in read)) onChange(read.value);
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-h-6 items-center justify-between gap-1">
        <label htmlFor={id} className="truncate text-console text-ink-2">
          {label}
        </label>
        {value !== undefined && (
          <IconButton
            icon={RotateCcw}
            size="tiny"
            label={t('reset', { name: label })}
            onClick={() => onChange(undefined)}
          />
        )}
      </div>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        placeholder={t('default')}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${id}-note` : undefined}
        className={`${INPUT} tabular h-8 px-2.5 font-mono text-console touch:h-11`}
        onChange={(event) => change(event.target.value)}
      />
      {wrong && (
        <p id={`${id}-note`} className="text-meta text-danger">
          {t('between', { min: formatNumber(min), max: formatNumber(max) })}
        </p>
      )}
    </div>
  );
}

/** Whether both texts are the same number: "0.50" stays as typed, though the request has 0.5. */
const sameNumber = (typed: string, given: string): boolean =>
  typed.trim() === '' || given === '' ? typed.trim() === given : Number(typed.replace(',', '.')) === Number(given);
