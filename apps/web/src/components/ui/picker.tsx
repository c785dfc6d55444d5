import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, Search } from 'lucide-react';
import { type ReactElement, type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Icon } from './icon';
import { ITEM, POPUP } from './menu';

interface PickerGroup<Item> {
  /** The group's heading; unique. */
  value: string;
  /** A sentence below the heading. */
  note?: string;
  items: Item[];
}

interface PickerProps<Item> {
  trigger: ReactElement;
  startOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Accessible name of the list and its search field. */
  label: string;
  placeholder: string;
  /** Shown when no item matches. */
  empty: string;
  groups: PickerGroup<Item>[];
  value: Item | undefined;
  onChange: (item: Item) => void;
  idOf: (item: Item) => string;
  /** The text that is searched. */
  textOf: (item: Item) => string;
  isDisabled?: (item: Item) => boolean;
  className?: string;
  /** Below the list, for example a link to where its items are managed. */
  footer?: ReactNode;
  children: (item: Item) => ReactNode;
}

/** A searchable list in groups, to choose one item from. */
export function Picker<Item>({
  trigger,
  startOpen,
  onOpenChange,
  label,
  placeholder,
  empty,
  groups,
  value,
  onChange,
  idOf,
  textOf,
  isDisabled,
  className,
  footer,
  children,
}: PickerProps<Item>) {
  return (
    <Base.Root
      items={groups}
      value={value ?? null}
      onValueChange={(item: Item | null) => item !== null && onChange(item)}
      defaultOpen={startOpen}
      onOpenChange={onOpenChange}
      itemToStringLabel={textOf}
      isItemEqualToValue={(one: Item, other: Item) => idOf(one) === idOf(other)}
      autoHighlight
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="start" sideOffset={4} collisionPadding={12} className="z-50 outline-none">
          <Base.Popup
            aria-label={label}
            className={cn(
              POPUP,
              'flex max-h-[min(30rem,var(--available-height))] max-w-(--available-width) flex-col',
              className,
            )}
          >
            <SearchField label={label} placeholder={placeholder} />
            <Base.Empty className="px-3 py-6 text-center text-ui text-ink-3 empty:hidden">{empty}</Base.Empty>
            <Base.List className="-me-1 min-h-0 overflow-y-auto overscroll-contain pe-1 pt-1 outline-none empty:hidden">
              {(group: PickerGroup<Item>) => (
                <Base.Group key={group.value} items={group.items}>
                  <Base.GroupLabel className="px-2 pt-2 pb-1 text-meta text-ink-3">
                    {group.value}
                    {group.note && <span className="block text-ink-2">{group.note}</span>}
                  </Base.GroupLabel>
                  <Base.Collection>
                    {(item: Item) => (
                      <Base.Item
                        key={idOf(item)}
                        value={item}
                        disabled={isDisabled?.(item)}
                        className={cn(ITEM, 'items-start')}
                      >
                        {children(item)}
                        <span className="flex w-4 shrink-0 pt-0.5">
                          <Base.ItemIndicator>
                            <Icon as={Check} className="text-accent" />
                          </Base.ItemIndicator>
                        </span>
                      </Base.Item>
                    )}
                  </Base.Collection>
                </Base.Group>
              )}
            </Base.List>
            {footer && <div className="-mx-1 -mb-1 mt-1 shrink-0 border-t border-line p-1">{footer}</div>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  return (
    <div className="-mx-1 -mt-1 flex h-11 shrink-0 items-center gap-2.5 border-b border-line px-3 text-ink-3">
      <Icon as={Search} />
      <Base.Input
        aria-label={label}
        placeholder={placeholder}
        className="h-full min-w-0 flex-1 bg-transparent text-ui text-ink outline-none"
      />
    </div>
  );
}
