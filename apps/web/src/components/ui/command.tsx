import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { type LucideIcon, Search } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { cn } from '@/lib/cn';
import { Icon } from './icon';

interface CommandDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  placeholder: string;
  value: string;
  onValueChange: (value: string) => void;
  /** Value of the best match, once it is known. Enter runs it. */
  best: string | undefined;
  /** Identifies the list: when it changes, which may be later than the input, the best item is selected again. */
  items: unknown;
  children: ReactNode;
}

/**
 * Gives the focus back to the input while the dialog is open. A menu that was clicked or closed a moment before still
 * moves the focus after the dialog has taken it. Dialogs above this one keep it.
 */
function useHeldFocus(open: boolean, input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (!open) return undefined;
    const hold = ({ target }: FocusEvent) => {
      if (!(target as Element).closest('[data-dialog]')) input.current?.focus();
    };
    document.addEventListener('focusin', hold);
    return () => document.removeEventListener('focusin', hold);
  }, [open, input]);
}

/** A dialog with an input and a list that is used by keyboard. */
export function CommandDialog({
  open,
  onOpenChange,
  title,
  placeholder,
  value,
  onValueChange,
  best,
  items,
  children,
}: CommandDialogProps) {
  const [selected, setSelected] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useHeldFocus(open, input);
  useEffect(() => {
    // cmdk selects its first item in a layout effect after every change, so this has to run after it.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (best !== undefined) setSelected(best);
  }, [best, items, value]);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop
          className={cn(
            'fixed inset-0 z-40 bg-scrim transition-opacity duration-120 data-ending-style:opacity-0',
            'data-starting-style:opacity-0',
          )}
        />
        <Base.Popup
          data-dialog
          initialFocus={input}
          className={cn(
            'fixed inset-x-4 top-[12dvh] z-40 mx-auto flex max-h-[60dvh] max-w-xl flex-col overflow-hidden',
            'rounded-dialog border border-line bg-surface shadow-dialog transition-opacity duration-120',
            'data-ending-style:opacity-0 data-starting-style:opacity-0',
          )}
        >
          <Base.Title className="sr-only">{title}</Base.Title>
          <Command label={title} loop value={selected} onValueChange={setSelected} className="flex min-h-0 flex-col">
            <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4 text-ink-3">
              <Icon as={Search} />
              <Command.Input
                ref={input}
                dir="auto"
                value={value}
                onValueChange={onValueChange}
                placeholder={placeholder}
                className="h-full min-w-0 flex-1 bg-transparent text-prose text-ink outline-none"
              />
            </div>
            <Command.List className="min-h-0 overflow-y-auto overscroll-contain p-1">{children}</Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface CommandGroupProps {
  heading: string;
  /** Always shown, whatever is typed: its items were already filtered elsewhere. */
  forced?: boolean;
  children: ReactNode;
}

/** Items under a heading. */
export function CommandGroup({ heading, forced, children }: CommandGroupProps) {
  return (
    <Command.Group
      heading={heading}
      forceMount={forced}
      className={cn(
        '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1',
        '[&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-ink-3',
      )}
    >
      {children}
    </Command.Group>
  );
}

interface CommandItemProps {
  icon: LucideIcon;
  /** Unique among all items; the input is matched against it. */
  value: string;
  keywords?: string[];
  keys?: string[];
  /** As in the item's group. */
  forced?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

/** A command or a link. */
export function CommandItem({ icon, value, keywords, keys, forced, onSelect, children }: CommandItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      forceMount={forced}
      onSelect={onSelect}
      className={cn(
        'flex min-h-9 cursor-default items-center gap-3 rounded-control px-3 text-ui select-none',
        'data-[selected=true]:bg-accent-wash touch:min-h-11',
      )}
    >
      <Icon as={icon} className="shrink-0 text-ink-3" />
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {children}
      </span>
      {keys && <kbd className="shrink-0 font-mono text-eyebrow text-ink-3 touch:hidden">{keys.join(' ')}</kbd>}
    </Command.Item>
  );
}
