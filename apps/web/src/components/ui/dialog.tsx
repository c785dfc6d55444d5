import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { IconButton } from './icon-button';

interface DialogProps {
  open: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** False when closing would lose something. The dialog then offers its own way to close. */
  dismissible?: boolean;
  wide?: boolean;
  /** As large as the screen allows. */
  full?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
}

const BACKDROP = cn(
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-180 data-ending-style:opacity-0',
  'data-starting-style:opacity-0',
);

/** A modal dialog. It traps the focus and returns it to where it was before. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  dismissible = true,
  wide,
  full,
  initialFocus,
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <Base.Root open={open} onOpenChange={(next) => (next || dismissible) && onOpenChange?.(next)}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          data-dialog
          initialFocus={initialFocus}
          className={cn(
            'fixed left-1/2 z-40 flex w-[calc(100vw-2rem)] -translate-x-1/2',
            'flex-col gap-4 overflow-y-auto rounded-dialog border border-line bg-surface p-6 shadow-dialog',
            'scroll-pb-20 has-data-dialog-actions:pb-0',
            'transition-[opacity,scale] duration-180 data-ending-style:scale-[0.98]',
            'data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0',
            full
              ? 'top-[4dvh] max-h-[92dvh] max-w-6xl'
              : wide
                ? 'top-[12dvh] max-h-[80dvh] max-w-2xl'
                : 'top-[12dvh] max-h-[80dvh] max-w-md',
          )}
        >
          <header className="flex items-start justify-between gap-4">
            <div className="flex min-w-0 flex-col gap-1">
              <Base.Title className="text-section font-semibold">{title}</Base.Title>
              {description && <Base.Description className="text-ui text-ink-2">{description}</Base.Description>}
            </div>
            {dismissible && (
              <IconButton icon={X} label={t('close')} className="-me-2 -mt-1" onClick={() => onOpenChange?.(false)} />
            )}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * The buttons that end a dialog, as its last row. They stay in sight while what is above them scrolls: nobody looks for
 * a button below the end of a window.
 */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div
      data-dialog-actions
      className={cn(
        'sticky bottom-0 z-10 -mx-6 flex flex-wrap items-center justify-end gap-2 bg-surface px-6 pb-6',
        'before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-4',
        'before:bg-linear-to-t before:from-surface before:to-transparent',
      )}
    >
      {children}
    </div>
  );
}

const SIDES = {
  start: cn(
    'inset-y-0 start-0 w-72 max-w-[88vw] border-e data-ending-style:-translate-x-full',
    'data-starting-style:-translate-x-full rtl:data-ending-style:translate-x-full',
    'rtl:data-starting-style:translate-x-full',
  ),
  end: cn(
    'inset-y-0 end-0 w-[420px] max-w-full border-s data-ending-style:translate-x-full',
    'data-starting-style:translate-x-full rtl:data-ending-style:-translate-x-full',
    'rtl:data-starting-style:-translate-x-full',
  ),
  bottom: cn(
    'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-dialog border-t data-ending-style:translate-y-full',
    'data-starting-style:translate-y-full',
  ),
} as const;

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  side: keyof typeof SIDES;
  children: ReactNode;
}

/** A panel at the side of the screen. Its title is for screen readers; the content shows its own. */
export function Sheet({ open, onOpenChange, title, side, children }: SheetProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          data-dialog
          className={cn(
            'fixed z-40 flex flex-col overflow-hidden border-line bg-canvas shadow-dialog',
            'transition-transform duration-240 ease-out',
            SIDES[side],
          )}
        >
          <Base.Title className="sr-only">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
