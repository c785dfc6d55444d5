import { useId } from 'react';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** One of a few values, with its name above. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-ui font-medium">{props.label}</span>
      <Select {...props} className="max-w-full self-start" />
    </div>
  );
}

interface OptionProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** What a share also has, or not. */
export function Option({ label, hint, checked, onChange }: OptionProps) {
  const hintId = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch label={label} checked={checked} aria-describedby={hint && hintId} onChange={onChange} />
      <div className="flex flex-col gap-0.5">
        <span className="text-ui font-medium">{label}</span>
        {hint && (
          <span id={hintId} className="text-meta text-ink-3">
            {hint}
          </span>
        )}
      </div>
    </div>
  );
}
