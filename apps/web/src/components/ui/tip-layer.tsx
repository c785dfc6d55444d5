import { lazy, Suspense, useEffect, useState } from 'react';

const loadBubble = () => import('./tip-bubble');
const TipBubble = lazy(loadBubble);

const DELAY_MS = 500;

const tipOf = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-tip]') ?? undefined) : undefined;

/**
 * One tooltip for the whole app, for every element with `data-tip`. The controls stay plain buttons, so this layer can
 * load after the page is usable; what it shows loads with the first tooltip.
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
      void loadBubble().catch(() => undefined);
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
    <Suspense>
      <TipBubble anchor={anchor} open={open} />
    </Suspense>
  );
}
