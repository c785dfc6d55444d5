import { Menu as Base } from '@base-ui/react/menu';
import { ChevronRight, type LucideIcon } from 'lucide-react';
import { type ReactElement, type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Icon } from './icon';

export const POPUP = cn(
  'rounded-panel border border-line bg-surface p-1 text-ui text-ink shadow-menu outline-none',
  'transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0',
);
export const ITEM = cn(
  'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1.5 outline-none',
  'select-none data-disabled:text-ink-3 data-highlighted:bg-sunken touch:min-h-11',
);

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
  className?: string;
  startOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** A menu that opens from `trigger`. */
export function Menu({
  trigger,
  children,
  align = 'start',
  side = 'bottom',
  className,
  startOpen,
  onOpenChange,
}: MenuProps) {
  return (
    <Base.Root defaultOpen={startOpen} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="z-50 outline-none">
          <Base.Popup
            tabIndex={0}
            className={cn(POPUP, 'max-h-(--available-height) min-w-48 overflow-y-auto', className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** A menu item with an action. */
export function MenuItem({ icon, children, onSelect, danger, disabled }: MenuItemProps) {
  return (
    <Base.Item onClick={onSelect} disabled={disabled} className={cn(ITEM, danger && !disabled && 'text-danger')}>
      {icon && <Icon as={icon} className={danger && !disabled ? undefined : 'text-ink-3'} />}
      {children}
    </Base.Item>
  );
}

/** A menu item that is a real link, so that it can open in a new tab. */
export function MenuLink({ icon, children, render }: { icon?: LucideIcon; children: ReactNode; render: ReactElement }) {
  return (
    <Base.LinkItem render={render} closeOnClick className={ITEM}>
      {icon && <Icon as={icon} className="text-ink-3" />}
      {children}
    </Base.LinkItem>
  );
}

/** A menu item that opens a submenu. */
export function Submenu({ icon, label, children }: { icon?: LucideIcon; label: string; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={cn(ITEM, 'data-popup-open:bg-sunken')}>
        {icon && <Icon as={icon} className="text-ink-3" />}
        <span className="flex-1">{label}</span>
        <Icon as={ChevronRight} className="text-ink-3 rtl:-scale-x-100" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner alignOffset={-4} sideOffset={2} className="z-50 outline-none">
          <Base.Popup
            className={cn(
              POPUP,
              'max-h-(--available-height) max-w-(--available-width) min-w-[min(12rem,var(--available-width))]',
              'overflow-y-auto',
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

export const MenuSeparator = () => <Base.Separator className="mx-2 my-1 h-px bg-line" />;
export const MenuRadioGroup = Base.RadioGroup;
export const MenuRadioItem = Base.RadioItem;
export const MenuGroup = Base.Group;
export const MenuGroupLabel = Base.GroupLabel;
