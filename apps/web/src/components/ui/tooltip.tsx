import { Tooltip as Base } from '@base-ui/react/tooltip';
import { type ReactElement, type ReactNode } from 'react';

/** Words for a control that shows only an icon, or the full form of what is cut short. */
export function Tooltip({ text, keys, children }: { text: ReactNode; keys?: string[]; children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="flex max-w-72 items-center gap-2 rounded-control border border-line bg-surface px-2 py-1 text-meta text-ink shadow-menu transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {text}
            {keys && <kbd className="font-mono text-eyebrow text-ink-3">{keys.join(' ')}</kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export const TooltipProvider = Base.Provider;
