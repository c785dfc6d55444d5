import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cn } from '@/lib/cn';
import { Icon } from './icon';
import { ITEM, POPUP } from './menu';

const SIZES = { sm: 'h-8 rounded-control', lg: 'h-11 rounded-control', pill: 'h-8 rounded-full ps-3' } as const;

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  size?: keyof typeof SIZES;
  /** Highlights a choice other than the default, such as an active filter. */
  highlighted?: boolean;
  className?: string;
  'aria-describedby'?: string;
}

/** Selects one of a few named values. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
  size = 'sm',
  highlighted,
  className,
  ...rest
}: SelectProps<Value>) {
  return (
    <Base.Root
      items={options as { value: Value; label: string }[]}
      value={value}
      onValueChange={(next) => next !== null && onChange(next as Value)}
      disabled={disabled}
    >
      <Base.Trigger
        aria-label={label}
        className={cn(
          'flex items-center justify-between gap-2 border border-line-strong pe-1.5 text-console',
          'whitespace-nowrap text-ink select-none data-disabled:border-line data-disabled:text-ink-3',
          'touch:min-h-11',
          SIZES[size],
          size !== 'pill' && 'ps-2.5',
          highlighted ? 'bg-accent-wash' : 'bg-surface hover:bg-sunken',
          className,
        )}
        {...rest}
      >
        <Base.Value />
        <Base.Icon>
          <Icon as={ChevronsUpDown} className="text-ink-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={cn(POPUP, 'min-w-(--anchor-width)')}>
            <Base.List className="max-h-(--available-height) overflow-y-auto">
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={cn(ITEM, 'justify-between pe-3')}>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  <Base.ItemIndicator>
                    <Icon as={Check} className="text-accent" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
