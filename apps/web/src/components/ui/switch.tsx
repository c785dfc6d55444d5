import { Switch as Base } from '@base-ui/react/switch';
import { cn } from '@/lib/cn';

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  'aria-describedby'?: string;
}

/** A switch that applies at once. The word beside it keeps colour from being the only sign. */
export function Switch({ label, checked, onChange, ...rest }: SwitchProps) {
  return (
    <Base.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
      className={cn(
        'inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken',
        'px-0.5 transition-colors data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50',
      )}
      {...rest}
    >
      <Base.Thumb
        className={cn(
          'size-3.5 rounded-full bg-line-strong transition-transform data-checked:translate-x-4',
          'data-checked:bg-canvas rtl:data-checked:-translate-x-4',
        )}
      />
    </Base.Root>
  );
}
