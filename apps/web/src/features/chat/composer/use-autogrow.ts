import { type RefObject, useLayoutEffect } from 'react';

const hasFieldSizing = (): boolean => typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

function fit(area: HTMLTextAreaElement): void {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}

/** Grows a text area with its text in browsers whose CSS cannot do it. */
export function useAutogrow(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (field.current && !hasFieldSizing()) fit(field.current);
  }, [field, text]);
}
