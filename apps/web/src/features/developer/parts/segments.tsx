import { cn } from '@/lib/cn';

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** Switches between two to four views of the same data. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex shrink-0 gap-0.5 rounded-control border border-line p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cn(
            'h-7 rounded-[4px] px-2.5 text-console whitespace-nowrap text-ink-2 hover:text-ink touch:min-h-10',
            'aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
