import { Tooltip as Base } from '@base-ui/react/tooltip';
import { cn } from '@/lib/cn';

/** The tooltip of one element. Loads when the pointer first rests on something that has one. */
export default function TipBubble({ anchor, open }: { anchor: HTMLElement; open: boolean }) {
  return (
    <Base.Root open={open && anchor.isConnected}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} className="pointer-events-none z-50">
          {/* Hidden from screen readers: the control's own label already says the same. */}
          <Base.Popup
            aria-hidden
            className={cn(
              'pointer-events-none flex max-w-72 items-center gap-2 rounded-control border border-line',
              'bg-surface px-2 py-1 text-meta text-ink shadow-menu transition-opacity',
              'data-ending-style:opacity-0 data-starting-style:opacity-0',
            )}
          >
            {anchor.dataset['tip']}
            {anchor.dataset['tipKeys'] && (
              <kbd className="font-mono text-eyebrow text-ink-3">{anchor.dataset['tipKeys']}</kbd>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
