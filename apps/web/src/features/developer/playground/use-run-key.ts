import { useEffect, useRef } from 'react';
import { isAsked, parseBody } from './request';
import { usePlayground } from './store';

/** Ctrl+Enter (⌘+Enter) runs the request from wherever one types. */
export function useRunKey(run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const { text, body } = usePlayground.getState();
      if ('problem' in parseBody(text) || !body['model'] || !isAsked(body)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
