import { useEffect, useState } from 'react';

/** The milliseconds, rounded to whole seconds, from `since` until `until` or now. Updates once a second. */
export function useElapsed(since: number | undefined, until?: number): number {
  const [now, setNow] = useState(() => performance.now());
  const running = since !== undefined && until === undefined;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [running, since]);
  return since === undefined ? 0 : Math.max(0, Math.round(((until ?? now) - since) / 1000) * 1000);
}
