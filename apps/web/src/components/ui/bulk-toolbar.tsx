import { X } from 'lucide-react';
import { type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { IconButton } from './icon-button';

interface BulkToolbarProps {
  label: string;
  /** How many are selected, in words. */
  selected: string;
  /** Name of the button that selects nothing any more. */
  clear: string;
  onClear: () => void;
  children: ReactNode;
  className?: string;
}

/** What can be done with the selected rows of a list. Takes the place of its filters. */
export const BulkToolbar = ({ label, selected, clear, onClear, children, className }: BulkToolbarProps) => (
  <div role="toolbar" aria-label={label} className={cn('flex items-center gap-1 bg-accent-wash px-4 py-1', className)}>
    <span role="status" className="tabular pe-2 text-ui font-medium whitespace-nowrap">
      {selected}
    </span>
    {children}
    <IconButton icon={X} label={clear} className="ms-auto" onClick={onClear} />
  </div>
);
