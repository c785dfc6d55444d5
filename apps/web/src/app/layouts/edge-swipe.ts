import { useSheet } from './sheet-store';

/** A swipe that starts within this distance from the edge opens the sidebar. */
const EDGE_PX = 28;
/** Shortest swipe that counts. It must also be more horizontal than vertical. */
const SWIPE_PX = 56;

/**
 * On a narrow screen, a swipe from the edge opens the sidebar and a swipe back closes it.
 * @returns a function that stops it
 */
export function followEdgeSwipes(): () => void {
  let start: { x: number; y: number; open: boolean } | undefined;
  // Measured from the sidebar's side, so that left-to-right and right-to-left layouts share one case.
  const inline = (x: number) => (document.documentElement.dir === 'rtl' ? window.innerWidth - x : x);
  const onStart = ({ touches }: TouchEvent) => {
    const touch = touches.length === 1 ? touches[0] : undefined;
    const { open } = useSheet.getState();
    start =
      touch && (open || inline(touch.clientX) <= EDGE_PX)
        ? { x: inline(touch.clientX), y: touch.clientY, open }
        : undefined;
  };
  const onMove = ({ touches }: TouchEvent) => {
    const touch = touches[0];
    if (!start || !touch) return;
    const along = inline(touch.clientX) - start.x;
    const across = Math.abs(touch.clientY - start.y);
    if (Math.abs(along) < SWIPE_PX || Math.abs(along) < across) return;
    if (along > 0 !== start.open) useSheet.setState({ open: !start.open });
    start = undefined;
  };
  const passive = { passive: true } as const;
  document.addEventListener('touchstart', onStart, passive);
  document.addEventListener('touchmove', onMove, passive);
  return () => {
    document.removeEventListener('touchstart', onStart);
    document.removeEventListener('touchmove', onMove);
  };
}
