import { type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { TextArea } from '@/components/ui/text-area';

/** A group of controls with a heading, and an error or a hint below. */
export function Group({
  legend,
  error,
  hint,
  children,
  className,
}: {
  legend: string;
  error?: string;
  hint?: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <fieldset className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <legend className="mb-1.5 text-ui font-medium">{legend}</legend>
      {children}
      {(error ?? hint) && <p className={`text-meta ${error ? 'text-danger' : 'text-ink-3'}`}>{error ?? hint}</p>}
    </fieldset>
  );
}

interface CheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

/** A labelled checkbox. */
export const Check = ({ checked, onChange, children }: CheckProps) => (
  <label className="flex min-h-8 min-w-0 items-center gap-2 touch:min-h-11">
    <input
      type="checkbox"
      className="size-4 shrink-0 accent-ink"
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
    <span className="min-w-0 break-words">{children}</span>
  </label>
);

interface LinesProps {
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  placeholder: string;
  onChange: (value: string) => void;
}

/** A list, typed with one entry per line. */
export function Lines({ onChange, ...rest }: LinesProps) {
  return (
    <TextArea
      {...rest}
      rows={2}
      dir="ltr"
      spellCheck={false}
      autoCapitalize="none"
      className="field-sizing-content max-h-40 min-h-14 resize-none px-3 py-2 font-mono text-console"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
