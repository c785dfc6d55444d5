import { useEffect, useState } from 'react';

/** Whether the browser has had time for less urgent work since the page was first shown. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const settle = () => setIdle(true);
    // Safari has no requestIdleCallback.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(settle, 2000);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(settle, { timeout: 5000 });
    return () => cancelIdleCallback(handle);
  }, []);
  return idle;
}
