import { Tooltip as Base } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import { cn } from '@/lib/cn';

const DELAY_MS = 500;

const tipOf = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-tip]') ?? undefined) : undefined;

/**
 * One tooltip for the whole app, for every element with `data-tip`. The controls stay plain buttons, so this layer can
 * load after the page is usable.
 */
export default function TipLayer() {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const hide = () => {
      clearTimeout(timer);
      setOpen(false);
    };
    const show = (element: HTMLElement, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        setAnchor(element);
        setOpen(true);
      }, delay);
    };
    const onOver = (event: PointerEvent) => {
      const element = event.pointerType === 'mouse' ? tipOf(event.target) : undefined;
      if (element) show(element, DELAY_MS);
      else hide();
    };
    const onFocus = (event: FocusEvent) => {
      const element = tipOf(event.target);
      if (element?.matches(':focus-visible')) show(element, 0);
      else hide();
    };
    document.addEventListener('pointerover', onOver);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', hide);
    // Hide it on a key press: the key may remove the element that the tooltip belongs to.
    document.addEventListener('keydown', hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', onOver);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', hide);
    };
  }, []);

  if (!anchor) return null;
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
