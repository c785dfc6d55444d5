import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

/** The panel that the address names: it comes into view, and the keyboard goes on from there. */
export function useMarked(): string {
  const id = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    const panel = id ? document.getElementById(id) : null;
    panel?.scrollIntoView({ block: 'center' });
    panel?.focus({ preventScroll: true });
  }, [id]);
  return id;
}
