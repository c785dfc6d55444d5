import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { cn } from '@/lib/cn';

export const INPUT = cn(
  'w-full min-w-0 rounded-control border border-line-strong bg-surface text-ink',
  'disabled:border-line disabled:text-ink-3 aria-invalid:border-danger',
);

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> {
  label: string;
  hint?: ReactNode;
  error?: string;
  size?: 'sm' | 'md' | 'lg';
  /** An element at the end of the field, such as a reveal button. */
  end?: ReactNode;
  hideLabel?: boolean;
  ref?: Ref<HTMLInputElement>;
}

const HEIGHT = {
  sm: 'h-8 px-2.5 text-console touch:h-11',
  md: 'h-9 px-3 text-ui touch:h-11',
  lg: 'h-11 px-3 text-prose',
} as const;

/** A labelled field. Its error is shown below and is part of its accessible description. */
export function TextField({ label, hint, error, size = 'md', end, hideLabel, className, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-ui font-medium'}>
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          className={cn(INPUT, HEIGHT[size], Boolean(end) && 'pe-11')}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          {...rest}
        />
        {end && <div className="absolute inset-y-0 end-1 flex items-center">{end}</div>}
      </div>
      {note && (
        <p id={`${id}-note`} className={cn('text-meta', error ? 'text-danger' : 'text-ink-3')}>
          {note}
        </p>
      )}
    </div>
  );
}
