import { type ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { cn } from '@/lib/cn';

interface CodeBoxProps {
  label: ReactNode;
  code: string;
  /** Further buttons beside the copy button. */
  actions?: ReactNode;
  className?: string;
}

/** Code with a copy button. Long lines scroll. */
export function CodeBox({ label, code, actions, className = '' }: CodeBoxProps) {
  return (
    <figure className={`flex min-w-0 flex-col rounded-panel border border-line bg-sunken ${className}`}>
      <figcaption
        className={cn(
          'flex min-h-9 shrink-0 items-center gap-1 border-b border-line ps-3 pe-1',
          'text-meta text-ink-2',
        )}
      >
        <span className="min-w-0 flex-1 truncate">{label}</span>
        {actions}
        <CopyButton text={code} />
      </figcaption>
      <pre
        tabIndex={0}
        dir="ltr"
        translate="no"
        className="min-h-0 overflow-auto p-3 font-mono text-meta -outline-offset-2"
      >
        {code}
      </pre>
    </figure>
  );
}
