import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/**
 * Dragging the rows of a list by a handle. While a row is dragged, the others make room for it.
 * @param list the element whose children are the rows, in the order of `keys`
 * @param onDrop called with the row and its new index, when it is another
 */
export function useDrag(
  list: RefObject<HTMLElement | null>,
  keys: readonly string[],
  onDrop: (key: string, index: number) => void,
) {
  const [dragged, setDragged] = useState<{ key: string; index: number }>();
  const end = useRef<() => void>(undefined);
  useEffect(() => () => end.current?.(), []);
  // Rows come and go while one is dragged.
  const latest = useRef({ keys, onDrop });
  useEffect(() => {
    latest.current = { keys, onDrop };
  });

  const start = (key: string, event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary) return;
    let index = keys.indexOf(key);
    // Rows move in the document while one is dragged, which would end a capture of the pointer.
    const onMove = ({ clientY }: globalThis.PointerEvent) => {
      const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
      const over = rows.findIndex(({ bottom }) => clientY < bottom);
      index = over < 0 ? rows.length - 1 : over;
      setDragged({ key, index });
    };
    const stop = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', stop);
      end.current = undefined;
      setDragged(undefined);
    };
    const onUp = () => {
      stop();
      const from = latest.current.keys.indexOf(key);
      if (from >= 0 && index !== from) latest.current.onDrop(key, index);
    };
    end.current = stop;
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', stop);
    setDragged({ key, index });
  };

  const order =
    dragged && keys.includes(dragged.key)
      ? keys.filter((key) => key !== dragged.key).toSpliced(dragged.index, 0, dragged.key)
      : keys;
  return { order, draggedKey: dragged?.key, start };
}
