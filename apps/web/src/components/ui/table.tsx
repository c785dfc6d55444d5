import { type ReactNode, type TdHTMLAttributes, type ThHTMLAttributes } from 'react';
import { cn } from '@/lib/cn';

/** A real table that scrolls sideways by itself, so that the page never does on a narrow screen. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div
      className={cn('relative overflow-x-auto rounded-panel border border-line', className)}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table className="w-full border-collapse text-console" aria-label={label}>
        {children}
      </table>
    </div>
  );
}

export const Th = ({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) => (
  <th
    scope="col"
    className={cn(
      'h-8 border-b border-line bg-sunken px-3 text-start font-medium whitespace-nowrap text-ink-2',
      className,
    )}
    {...rest}
  />
);

export const Td = ({ className, ...rest }: TdHTMLAttributes<HTMLTableCellElement>) => (
  <td className={cn('border-b border-line px-3 py-1 group-last:border-b-0', className)} {...rest} />
);

/**
 * A row. A click anywhere in it calls `onOpen`. For the keyboard the row needs a button that stops the propagation of
 * its own click.
 */
export function Tr({ children, compact, onOpen }: { children: ReactNode; compact?: boolean; onOpen?: () => void }) {
  return (
    <tr
      className={cn('group', compact ? 'h-8' : 'h-10', onOpen && 'cursor-pointer hover:bg-sunken')}
      // Do not open the row when the click ends a text selection.
      onClick={onOpen && (() => getSelection()?.isCollapsed !== false && onOpen())}
    >
      {children}
    </tr>
  );
}
