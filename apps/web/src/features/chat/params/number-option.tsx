import { RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { formatNumber } from '@/lib/format';
import { limitsOf, type NumberOption, parseOption } from './options';

interface NumberOptionProps {
  option: NumberOption;
  value: number | undefined;
  contextLength: number | null | undefined;
  onChange: (value: number | undefined) => void;
}

/** A number option; empty means the model's default. An invalid number shows an error and is not saved. */
export function NumberOptionField({ option, value, contextLength, onChange }: NumberOptionProps) {
  const { t } = useTranslation('chat-late');
  const id = useId();
  const [typed, setTyped] = useState(value?.toString() ?? '');
  const [seen, setSeen] = useState(value);
  // Changed elsewhere: by a preset, or by a rollback.
  if (seen !== value) {
    setSeen(value);
    setTyped(value?.toString() ?? '');
  }
  const limits = limitsOf(option, contextLength);
  const parsed = parseOption(typed, limits);
  const wrong =
    'wrong' in parsed
      ? t(`params.wrong.${parsed.wrong}`, { min: formatNumber(limits.min), max: formatNumber(limits.max) })
      : undefined;
  const name = t(`params.${option}`);

  const commit = () => {
    if ('value' in parsed && parsed.value !== value) onChange(parsed.value);
  };
  const reset = () => {
    setTyped('');
    onChange(undefined);
  };
  return (
    <div className="flex flex-col gap-1 border-b border-line py-2.5 last:border-b-0">
      <div className="flex items-center gap-1">
        <label htmlFor={id} className="min-w-0 flex-1 text-ui">
          {name}
        </label>
        {value !== undefined && (
          <IconButton icon={RotateCcw} size="tiny" label={t('params.reset', { name })} onClick={reset} />
        )}
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          placeholder={t('params.default')}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={`${id}-note`}
          className={`${INPUT} tabular h-8 max-w-28 px-2.5 text-end font-mono text-console touch:h-11`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && commit()}
        />
      </div>
      <p id={`${id}-note`} className={`text-meta ${wrong ? 'text-danger' : 'text-ink-3'}`}>
        {wrong ?? t(`params.${option}Text`, { max: formatNumber(limits.max) })}
      </p>
    </div>
  );
}
