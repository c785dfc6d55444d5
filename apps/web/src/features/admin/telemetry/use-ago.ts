import { useEffect, useState } from 'react';
import { agoWords } from './time-words';

const EVERY_MS = 5_000;

/** How long ago that was, kept current while it matters. */
export function useAgo(at: number, matters: boolean): string {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!matters) return;
    const timer = setInterval(() => tick((count) => count + 1), EVERY_MS);
    return () => clearInterval(timer);
  }, [matters]);
  return agoWords(at);
}
