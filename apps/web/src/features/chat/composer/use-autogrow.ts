import { type RefObject, useLayoutEffect } from 'react';

const hasFieldSizing = (): boolean => typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** Lets a text area grow with its text where CSS cannot do it by itself. */
export function useAutogrow(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || hasFieldSizing()) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [field, text]);
}
