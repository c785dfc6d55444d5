import { type ReactNode, type TextareaHTMLAttributes, useId } from 'react';
import { cn } from '@/lib/cn';
import { INPUT } from './field';

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
  hint?: ReactNode;
  error?: string;
}

/** A labelled field of several lines. Its error is shown below and is part of its accessible description. */
export function TextArea({ label, hint, error, className = 'px-2.5 py-1.5 text-ui', ...rest }: TextAreaProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-ui font-medium">
        {label}
      </label>
      <textarea
        id={id}
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={cn(INPUT, className)}
        {...rest}
      />
      {note && (
        <p id={`${id}-note`} className={cn('text-meta', error ? 'text-danger' : 'text-ink-3')}>
          {note}
        </p>
      )}
    </div>
  );
}
